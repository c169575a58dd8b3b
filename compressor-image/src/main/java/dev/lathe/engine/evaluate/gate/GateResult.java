package dev.lathe.engine.evaluate.gate;

import dev.lathe.engine.evaluate.metric.Metric;
import java.util.Optional;

/**
 * What a gate decided, and on what.
 *
 * @param figures empty where nothing was measured
 * @param message one sentence for the user
 */
public record GateResult(Gate gate, Outcome outcome, Optional<Figures> figures, String message) {

  /**
   * The numbers of the threshold that decided, all on the metric's own scale.
   *
   * @param value the candidate's
   * @param baseline the original's
   * @param bound how bad the value may be where the gate passed or is undecided; how good it may be
   *     where it failed
   * @param samples samples or runs; 0 for a fact of the files
   */
  public record Figures(double value, double baseline, double bound, long samples) {}

  public String name() {
    return gate.name();
  }

  public Metric metric() {
    return gate.metric();
  }

  public Severity severity() {
    return gate.severity();
  }

  /** Returns the thresholds as the manifest writes them. */
  public String threshold() {
    return gate.threshold();
  }

  /** Whether this result forbids to publish. */
  public boolean blocks() {
    return severity() == Severity.REQUIRED && outcome != Outcome.PASSED;
  }
}
