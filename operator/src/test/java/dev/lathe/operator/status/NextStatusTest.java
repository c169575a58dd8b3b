package dev.lathe.operator.status;

import static dev.lathe.operator.given.Seen.active;
import static dev.lathe.operator.given.Seen.ended;
import static dev.lathe.operator.given.Seen.failed;
import static dev.lathe.operator.given.Seen.running;
import static dev.lathe.operator.given.Seen.succeeded;
import static dev.lathe.operator.given.Seen.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.Artifact;
import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.ConditionType;
import dev.lathe.crds.JobFailure;
import dev.lathe.crds.JobProgress;
import dev.lathe.crds.JobRef;
import dev.lathe.crds.JobState;
import dev.lathe.crds.ModelSizes;
import dev.lathe.operator.decide.Decide;
import dev.lathe.operator.decide.Rules;
import dev.lathe.operator.given.Given;
import dev.lathe.operator.given.Seen;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.Wait;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NextStatusTest {
  private static final Decide DECIDE =
      new Decide(new Rules(3, Duration.ofSeconds(10), Duration.ofMinutes(6)));
  private static final Wait NO_NODE = new Wait(ConditionReason.UNSCHEDULABLE, "0/1 nodes");
  private static final Wait NO_SECRET =
      new Wait(ConditionReason.SECRET_NOT_FOUND, "secret \"creds\" not found");
  private static final String PASSED =
      """
      {"version":1,"outcome":"Succeeded","artifact":{"uri":"oci://r/o@sha256:1","digest":"sha256:1"},
       "sizes":{"originalBytes":390,"compressedBytes":100},
       "gates":[{"name":"size","metric":"SizeBytes","outcome":"Passed"}]}\
      """;
  private static final String MISSED =
      """
      {"version":1,"outcome":"GatesFailed","reason":"GatesFailed","message":"size is 0.7","stage":"Evaluate",
       "gates":[{"name":"size","metric":"SizeBytes","outcome":"Failed"}]}\
      """;

  @Test
  void theFirstLookSetsAllConditions() {
    CompressionJobStatus status = status(Seen.of(started()).attempt(1, active()));
    assertThat(status.conditions())
        .extracting(Condition::getType)
        .containsExactlyElementsOf(
            Arrays.stream(ConditionType.values()).map(ConditionType::text).toList());
    assertThat(status.conditions())
        .allSatisfy(condition -> {
          assertThat(condition.getObservedGeneration()).isEqualTo(3);
          assertThat(condition.getLastTransitionTime()).isEqualTo("2026-05-04T10:00:00Z");
          assertThat(condition.getReason()).isNotEmpty();
          assertThat(condition.getMessage()).isNotEmpty();
        });
    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.startTime()).isEqualTo("2026-05-04T10:00:00Z");
  }

  @Test
  void everyReasonIsOneOfTheList() {
    everySituation()
        .forEach(seen ->
            assertThat(status(seen).conditions())
                .allSatisfy(condition ->
                    assertThat(ConditionReason.ofText(condition.getReason())).isPresent()));
  }

  @Test
  void theTimeOfAConditionMovesOnlyWhenItFlips() {
    CompressionJob before = told(Seen.of(started()).attempt(1, active()));
    CompressionJobStatus after =
        status(
            Seen.of(before)
                .attempt(1, active(), running("p", Given.NOW))
                .after(Duration.ofSeconds(5)));
    assertThat(condition(after, "Running").getLastTransitionTime())
        .isEqualTo("2026-05-04T10:00:05Z");
    assertThat(condition(after, "Accepted").getLastTransitionTime())
        .isEqualTo("2026-05-04T10:00:00Z");
  }

  @ParameterizedTest
  @MethodSource("everySituation")
  void tellingTheSameAgainChangesNothing(Seen seen) {
    CompressionJobStatus once = status(seen);
    CompressionJob told = Given.with(seen.build().job(), once);
    Observation again = seen.build().with(told);
    assertThat(status(again)).isEqualTo(once);
  }

  @ParameterizedTest
  @MethodSource("everySituation")
  void reconcilingAndStalledNeverHoldTogether(Seen seen) {
    CompressionJobStatus status = status(seen);
    assertThat(holds(status, "Reconciling") && holds(status, "Stalled")).isFalse();
    assertThat(holds(status, "Complete") && holds(status, "Failed")).isFalse();
  }

  @Test
  void aRunningJobIsSettledForToolsThatWait() {
    CompressionJobStatus status =
        status(Seen.of(started()).attempt(1, active(), running("p", Given.NOW)));
    assertThat(status.state()).isEqualTo(JobState.RUNNING);
    assertThat(holds(status, "Running")).isTrue();
    assertThat(holds(status, "Reconciling")).isFalse();
    assertThat(holds(status, "Stalled")).isFalse();
    assertThat(status.conditions()).extracting(Condition::getType).doesNotContain("Ready");
    assertThat(status.waitingSince()).isNull();
  }

  @Test
  void aMissingRuntimeStallsTheJobUntilItAppears() {
    CompressionJobStatus status = status(Seen.of(Given.job()).withoutRuntime());
    assertThat(condition(status, "Accepted").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Accepted").getReason()).isEqualTo("RuntimeNotFound");
    assertThat(condition(status, "Accepted").getMessage())
        .isEqualTo(
            "There is no ClusterCompressionRuntime default. Ask the platform's administrators for"
                + " its name: `kubectl get ccr` lists them.");
    assertThat(holds(status, "Stalled")).isTrue();
    assertThat(status.state()).isEqualTo(JobState.PENDING);
    CompressionJobStatus later =
        status(Seen.of(Given.with(started(), withAttempt(status))).attempt(1, active()));
    assertThat(holds(later, "Accepted")).isTrue();
    assertThat(holds(later, "Stalled")).isFalse();
  }

  @Test
  void aMissingSecretIsNamedAndStallsTheJob() {
    CompressionJobStatus status =
        status(Seen.of(started()).attempt(1, active(), waiting("p", NO_SECRET)));
    assertThat(condition(status, "Accepted").getReason()).isEqualTo("SecretNotFound");
    assertThat(condition(status, "Accepted").getMessage())
        .contains("\"creds\"")
        .contains("Create the secret");
    assertThat(holds(status, "Stalled")).isTrue();
  }

  @Test
  void aPodWithoutANodeIsToldInTheSchedulersWords() {
    CompressionJobStatus status =
        status(Seen.of(started()).attempt(1, active(), waiting("p", NO_NODE)));
    assertThat(condition(status, "Running").getReason()).isEqualTo("Unschedulable");
    assertThat(condition(status, "Running").getMessage()).startsWith("0/1 nodes. The message is");
    assertThat(holds(status, "Accepted")).isTrue();
    assertThat(holds(status, "Stalled")).isFalse();
  }

  @Test
  void aGoodEndIsTold() {
    CompressionJob job = started("gates: [{name: size, metric: SizeBytes, max: \"1\"}]");
    CompressionJobStatus status =
        status(Seen.of(job).attempt(1, succeeded(), ended("p", 0, PASSED)));
    assertThat(status.state()).isEqualTo(JobState.COMPLETE);
    assertThat(List.of("Complete", "Published", "GatesPassed", "Accepted"))
        .allMatch(type -> holds(status, type));
    assertThat(status.sizes()).isEqualTo(new ModelSizes(390L, 100L, "3.9x"));
    assertThat(status.artifact())
        .isEqualTo(new Artifact("oci://r/o@sha256:1", "sha256:1", null, null));
    assertThat(status.completionTime()).isEqualTo("2026-05-04T10:00:00Z");
    assertThat(status.activeSeconds()).isEqualTo(60);
    assertThat(status.progress()).extracting(JobProgress::display).isEqualTo("100%");
    assertThat(status.failure()).isNull();
  }

  @Test
  void aJobWithoutGatesPassesThemAndSaysSo() {
    CompressionJobStatus status =
        status(Seen.of(started()).attempt(1, succeeded(), ended("p", 0, PASSED)));
    assertThat(condition(status, "GatesPassed").getReason()).isEqualTo("NoGates");
  }

  @Test
  void aMissedGateIsNotReportedAsAnEngineError() {
    CompressionJobStatus status =
        status(Seen.of(started()).attempt(1, failed(), ended("p", 30, MISSED)));
    assertThat(status.state()).isEqualTo(JobState.GATES_FAILED);
    assertThat(condition(status, "Failed").getReason()).isEqualTo("GatesFailed");
    assertThat(condition(status, "GatesPassed").getMessage())
        .startsWith("Gates that did not pass: size. size is 0.7. Read status.gates;");
    assertThat(holds(status, "Published")).isFalse();
    assertThat(status.gates()).hasSize(1);
    assertThat(status.failure()).extracting(JobFailure::retryable).isEqualTo(false);
  }

  @Test
  void anExhaustedJobSaysWhyItsLastAttemptFailed() {
    CompressionJobStatus status =
        status(Seen.of(started("backoffLimit: 0")).attempt(1, failed(), ended("p", 20, "")));
    assertThat(condition(status, "Failed").getReason()).isEqualTo("BackoffLimitExceeded");
    assertThat(condition(status, "Failed").getMessage())
        .contains("The last one failed with StoreUnavailable: Pod p ended with exit code 20");
    assertThat(status.failure()).extracting(JobFailure::reason).isEqualTo("StoreUnavailable");
  }

  @Test
  void progressOfAnEarlierAttemptIsForgotten() {
    CompressionJob job = started();
    CompressionJob reported =
        Given.with(
            job,
            job.getStatus().toBuilder()
                .progress(
                    new JobProgress(45, "Evaluate", null, null, null, "45% Evaluate", null, null))
                .build());
    assertThat(status(Seen.of(reported).attempt(1, active())).progress()).isNotNull();
    assertThat(status(Seen.of(reported).attempt(2, active())).progress()).isNull();
  }

  @Test
  void waitingIsTimedFromItsBeginningAndNotWhileHeld() {
    CompressionJob job = told(Seen.of(started()).attempt(1, active()));
    assertThat(job.getStatus().waitingSince()).isEqualTo("2026-05-04T10:00:00Z");
    assertThat(
            status(Seen.of(job).attempt(1, active()).after(Duration.ofMinutes(1))).waitingSince())
        .isEqualTo("2026-05-04T10:00:00Z");
    CompressionJob held = Given.with(started("suspend: true"), job.getStatus());
    assertThat(status(Seen.of(held)).waitingSince()).isNull();
  }

  static Stream<Seen> everySituation() {
    return Stream.of(
        Seen.of(Given.job()).withoutRuntime(),
        Seen.of(Given.job()).refusal("quota"),
        Seen.of(Given.job("suspend: true")),
        Seen.of(Given.job("data: {calibration: {uri: \"file:x\", npz: {inputs: [{name: x}]}}}")),
        Seen.of(started()).stray(running("p", Given.NOW)),
        Seen.of(started()).attempt(1, active()),
        Seen.of(started()).attempt(1, active(), waiting("p", NO_NODE)),
        Seen.of(started()).attempt(1, active(), waiting("p", NO_SECRET)),
        Seen.of(started()).attempt(1, active(), running("p", Given.NOW)),
        Seen.of(started("queueName: q")).attempt(1, active(), new ChildJob.Hold(true, false, true)),
        Seen.of(started()).attempt(1, failed(), ended("p", 20, "log")),
        Seen.of(started()).attempt(1, failed(), ended("p", 10, "log")),
        Seen.of(started()).attempt(1, failed(), ended("p", 30, MISSED)),
        Seen.of(started()).attempt(1, succeeded(), ended("p", 0, PASSED)),
        Seen.of(started()).attempt(1, succeeded(), ended("p", 0, "")));
  }

  private static CompressionJob started(String... spec) {
    return Given.with(
        Given.job(spec),
        CompressionJobStatus.builder().attempt(1).jobRef(new JobRef("small-1", "uid-1")).build());
  }

  private static CompressionJobStatus withAttempt(CompressionJobStatus status) {
    return status.toBuilder().attempt(1).jobRef(new JobRef("small-1", "uid-1")).build();
  }

  private static CompressionJob told(Seen seen) {
    return Given.with(seen.build().job(), status(seen));
  }

  private static CompressionJobStatus status(Seen seen) {
    return status(seen.build());
  }

  private static CompressionJobStatus status(Observation seen) {
    return NextStatus.of(seen, DECIDE.next(seen).situation(), Optional.empty());
  }

  private static Condition condition(CompressionJobStatus status, String type) {
    return new Memory(status)
        .conditions().stream()
            .filter(condition -> type.equals(condition.getType()))
            .findFirst()
            .orElseThrow();
  }

  private static boolean holds(CompressionJobStatus status, String type) {
    return "True".equals(condition(status, type).getStatus());
  }
}
