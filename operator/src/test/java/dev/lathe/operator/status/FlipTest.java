package dev.lathe.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlipTest {
  @Test
  void whatHasNotChangedIsNoNews() {
    CompressionJobStatus status = status(condition("Running", "True", "PodRunning"));
    assertThat(Flip.between(status, status)).isEmpty();
  }

  @Test
  void aFirstStatusTellsOnlyWhatIsWorthTelling() {
    assertThat(
            Flip.between(
                null,
                status(
                    condition("Accepted", "True", "Accepted"),
                    condition("Suspended", "False", "NotSuspended"),
                    condition("Running", "False", "Waiting"),
                    condition("GatesPassed", "Unknown", "NotEvaluated"),
                    condition("Complete", "False", "InProgress"),
                    condition("Reconciling", "True", "CreatingJob"))))
        .extracting(flip -> flip.now().getReason())
        .containsExactly("Accepted");
  }

  @Test
  void troubleOfAPodIsAWarning() {
    List<Flip> flips =
        Flip.between(
            status(condition("Running", "False", "Waiting")),
            status(condition("Running", "False", "Unschedulable")));
    assertThat(flips).hasSize(1);
    assertThat(flips.getFirst().isWarning()).isTrue();
  }

  @Test
  void failureIsAWarningAndCompletionIsNot() {
    assertThat(Flip.between(null, status(condition("Failed", "True", "InvalidModel"))))
        .singleElement()
        .matches(Flip::isWarning);
    assertThat(Flip.between(null, status(condition("Complete", "True", "Succeeded"))))
        .singleElement()
        .matches(flip -> !flip.isWarning());
  }

  private static CompressionJobStatus status(Condition... conditions) {
    return CompressionJobStatus.builder().conditions(List.of(conditions)).build();
  }

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder().withType(type).withStatus(status).withReason(reason).build();
  }
}
