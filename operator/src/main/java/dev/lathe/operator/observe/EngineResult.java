package dev.lathe.operator.observe;

import dev.lathe.crds.Artifact;
import dev.lathe.crds.GateStatus;
import dev.lathe.crds.ModelSizes;
import java.util.List;
import java.util.Optional;

/** What an engine says of its run in the pod's termination message. */
public record EngineResult(
    Outcome outcome,
    Explanation explanation,
    Optional<Artifact> artifact,
    Optional<ModelSizes> sizes,
    List<GateStatus> gates) {
  public EngineResult {
    gates = List.copyOf(gates);
  }

  /** How a run ended. */
  public enum Outcome {
    SUCCEEDED,
    GATES_FAILED,
    FAILED
  }

  /**
   * Why it ended so.
   *
   * @param reason as conditions spell it; may be empty
   * @param message may be empty
   */
  public record Explanation(String reason, String message, Optional<String> stage) {}
}
