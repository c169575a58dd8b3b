package dev.lathe.engine.recipe;

/**
 * What a run does. A recipe decides how often it calibrates, trains and quantizes, and in what
 * order.
 */
public enum Stage {
  /** Sources are brought onto this machine, each checked against its digest. */
  FETCH("Fetch", 4),
  /** Model and data are read for the first time and held against each other. */
  VERIFY("Verify", 4),
  /** The model is brought into the form that techniques work on. */
  PREPARE("Prepare", 4),
  /** The model runs over the calibration data. */
  CALIBRATE("Calibrate", 28),
  /** The model learns from the training data. */
  TRAIN("Train", 400),
  /** The model is rewritten. */
  QUANTIZE("Quantize", 20),
  /** The result is compared with the original. */
  EVALUATE("Evaluate", 36),
  /** The result goes to its destination. */
  PUBLISH("Publish", 4);

  private final String reportName;
  private final int weight;

  Stage(String reportName, int weight) {
    this.reportName = reportName;
    this.weight = weight;
  }

  /** Returns the name in statuses and reports. */
  public String reportName() {
    return reportName;
  }

  /** Returns how long it usually takes, in hundredths of a run that does not train. */
  int weight() {
    return weight;
  }
}
