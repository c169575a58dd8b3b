package dev.lathe.engine.evaluate.gate;

/** What a gate says of a candidate, the best last. */
public enum Outcome {
  FAILED("Failed"),
  /** Neither shown to hold nor shown to be missed. */
  INCONCLUSIVE("Inconclusive"),
  PASSED("Passed");

  private final String manifestName;

  Outcome(String manifestName) {
    this.manifestName = manifestName;
  }

  /** Returns the name in statuses and reports. */
  public String manifestName() {
    return manifestName;
  }

  @Override
  public String toString() {
    return manifestName;
  }
}
