package dev.lathe.engine.recipe;

import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.Outcome;
import dev.lathe.engine.evaluate.gate.Severity;
import java.util.List;

/** What the gates say of a result as a whole. */
public enum Verdict {
  /** Every required gate passed. */
  PASSED("Passed"),
  /** A required gate is missed. */
  FAILED("Failed"),
  /** No required gate is missed, but one could not be decided. */
  INCONCLUSIVE("Inconclusive"),
  /** No gate forbids anything: nobody has judged the result. */
  UNGATED("Ungated");

  private final String reportName;

  Verdict(String reportName) {
    this.reportName = reportName;
  }

  /** Returns the verdict of all gates of a job. */
  public static Verdict of(List<GateResult> gates) {
    if (gates.stream().noneMatch(gate -> gate.severity() == Severity.REQUIRED)) {
      return UNGATED;
    }
    if (gates.stream().anyMatch(gate -> gate.blocks() && gate.outcome() == Outcome.FAILED)) {
      return FAILED;
    }
    return gates.stream().anyMatch(GateResult::blocks) ? INCONCLUSIVE : PASSED;
  }

  /** Whether the result may be published. */
  public boolean allowsPublishing() {
    return switch (this) {
      case PASSED, UNGATED -> true;
      case FAILED, INCONCLUSIVE -> false;
    };
  }

  /** Returns the name in reports. */
  public String reportName() {
    return reportName;
  }
}
