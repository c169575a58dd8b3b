package dev.lathe.engine.recipe;

/** What a run does, in this order. */
public enum Stage {
  /** Sources are brought onto this machine, each checked against its digest. */
  FETCH("Fetch", 4),
  /** Model and data are read for the first time and held against each other. */
  VERIFY("Verify", 4),
  /** The model is brought into the form that techniques work on. */
  PREPARE("Prepare", 4),
  /** The model runs over the calibration data. */
  CALIBRATE("Calibrate", 28),
  /** The model is rewritten. */
  QUANTIZE("Quantize", 20),
  /** The result is compared with the original. */
  EVALUATE("Evaluate", 36),
  /** The result goes to its destination. */
  PUBLISH("Publish", 4);

  private final String reportName;
  private final int share;

  Stage(String reportName, int share) {
    this.reportName = reportName;
    this.share = share;
  }

  /** Returns the name in statuses and reports. */
  public String reportName() {
    return reportName;
  }

  /**
   * Returns the percentage of a whole run that is done.
   *
   * @param fraction of this stage that is done, in [0, 1]
   * @return in [0, 100], from 0 at the start of the first to 100 at the end of the last stage
   */
  public int percent(double fraction) {
    double done = share * fraction;
    for (Stage earlier : values()) {
      done += earlier.ordinal() < ordinal() ? earlier.share : 0;
    }
    return (int) Math.floor(done + 1e-9);
  }
}
