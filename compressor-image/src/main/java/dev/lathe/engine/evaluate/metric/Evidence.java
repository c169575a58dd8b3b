package dev.lathe.engine.evaluate.metric;

/** What an evaluation found of one metric. */
public sealed interface Evidence permits Measured, Evidence.Spoilt, Evidence.Absent {

  /**
   * The candidate's outputs are such that there is nothing to measure: it is not fit for use.
   *
   * @param sentence what was found, and at which sample
   */
  record Spoilt(String sentence, long samples) implements Evidence {}

  /**
   * Nothing was measured.
   *
   * @param reason what is missing, for the user
   */
  record Absent(String reason) implements Evidence {}
}
