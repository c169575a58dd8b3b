package dev.lathe.operator.status;

import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.GateStatus;
import dev.lathe.operator.decide.Situation;
import dev.lathe.operator.observe.EngineResult;
import dev.lathe.operator.observe.Observation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The two conditions that speak of the result. */
final class GateConditions {
  private final Observation seen;
  private final Situation situation;

  GateConditions(Observation seen, Situation situation) {
    this.seen = seen;
    this.situation = situation;
  }

  Verdict gatesPassed() {
    return switch (situation) {
      case Situation.Succeeded succeeded -> passed(succeeded.result());
      case Situation.Failed failed when isVerdict(failed.reason()) ->
          Verdict.no(failed.reason(), missed(failed));
      default -> Verdict.unknown(ConditionReason.NOT_EVALUATED);
    };
  }

  Verdict published() {
    if (!(situation instanceof Situation.Succeeded succeeded)) {
      return Verdict.no(ConditionReason.NOT_PUBLISHED);
    }
    String uri =
        succeeded.result().artifact().flatMap(made -> Optional.ofNullable(made.uri())).orElse("");
    return Verdict.yes(
        ConditionReason.PUBLISHED,
        uri.isEmpty() ? ConditionReason.PUBLISHED.description() : "The artifact is " + uri + ".");
  }

  private Verdict passed(EngineResult result) {
    if (Optional.ofNullable(seen.spec().gates()).orElse(List.of()).isEmpty()) {
      return Verdict.yes(ConditionReason.NO_GATES);
    }
    String advisory = notPassed(result);
    return Verdict.yes(
        ConditionReason.GATES_PASSED,
        advisory.isEmpty()
            ? ConditionReason.GATES_PASSED.description()
            : "Every required gate passed; these advisory ones did not: %s.".formatted(advisory));
  }

  private static String missed(Situation.Failed failed) {
    String names = failed.result().map(result -> notPassed(result)).orElse("");
    return names.isEmpty()
        ? Conditions.message(failed)
        : "Gates that did not pass: %s. %s".formatted(names, Conditions.message(failed));
  }

  private static String notPassed(EngineResult result) {
    return result.gates().stream()
        .filter(gate -> gate.outcome() != GateStatus.Outcome.PASSED)
        .map(GateStatus::name)
        .collect(Collectors.joining(", "));
  }

  static boolean isVerdict(ConditionReason reason) {
    return reason == ConditionReason.GATES_FAILED || reason == ConditionReason.GATES_INCONCLUSIVE;
  }
}
