package dev.lathe.operator.decide;

import static dev.lathe.operator.given.Seen.active;
import static dev.lathe.operator.given.Seen.ended;
import static dev.lathe.operator.given.Seen.failed;
import static dev.lathe.operator.given.Seen.running;
import static dev.lathe.operator.given.Seen.succeeded;
import static dev.lathe.operator.given.Seen.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.JobFailure;
import dev.lathe.crds.JobPod;
import dev.lathe.crds.JobRef;
import dev.lathe.operator.given.Given;
import dev.lathe.operator.given.Seen;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Kueue;
import dev.lathe.operator.observe.PodStage;
import dev.lathe.operator.observe.Times;
import dev.lathe.operator.observe.Wait;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecideTest {
  private static final Decide DECIDE =
      new Decide(new Rules(3, Duration.ofSeconds(10), Duration.ofMinutes(6)));
  private static final String RESULT =
      "{\"version\":1,\"outcome\":\"Succeeded\",\"artifact\":{\"uri\":\"oci://r/o@sha256:1\"}}";

  @Test
  void aNewJobStartsItsFirstAttempt() {
    assertThat(decision(Seen.of(Given.job())))
        .isEqualTo(new Decision.StartAttempt(1, Optional.empty()));
  }

  @Test
  void aJobThatIsBeingDeletedIsLeftAlone() {
    CompressionJob job = Given.job();
    job.getMetadata().setDeletionTimestamp("2026-05-04T09:00:00Z");
    assertThat(next(Seen.of(job))).isEqualTo(Plan.rest(new Situation.Over()));
  }

  @Test
  void aJobWithoutItsRuntimeWaitsForIt() {
    assertThat(situation(Seen.of(Given.job("runtimeRef: {name: gpu}")).withoutRuntime()))
        .isEqualTo(
            new Situation.Rejected(
                ConditionReason.RUNTIME_NOT_FOUND, "There is no ClusterCompressionRuntime gpu."));
  }

  @Test
  void aJobThatRunsDoesNotMissItsRuntime() {
    assertThat(
            situation(
                Seen.of(started(1)).withoutRuntime().attempt(1, active(), running("p", Given.NOW))))
        .isEqualTo(new Situation.Running("p"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {evaluation: {uri: \"file:x.npz\", npz: {inputs: [{name: x}]}}}",
        "data: {calibration: {uri: \"file:x.npz\", npz: {inputs: [{name: x}]}}}",
        "data: {evaluation: {uri: \"pvc://a/b\", text: {tokenizer: {uri: \"file:t.json\"}}}}",
        "data: {training: {uri: \"file:x.npz\", npz: {inputs: [{name: x}]}}}",
        "data: {validation: {uri: \"file:x.npz\", npz: {inputs: [{name: x}]}}}",
        "checkpoint: {uri: \"file:checkpoints\"}"
      })
  void aFileBesideTheManifestEndsTheJobAtOnce(String data) {
    assertThat(situation(Seen.of(Given.job(data))))
        .isInstanceOfSatisfying(
            Situation.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(ConditionReason.UNSUPPORTED_SOURCE);
              assertThat(failed.failure().message())
                  .contains("spec.", "file:")
                  .contains("create the job again");
            });
  }

  @Test
  void aJobWithoutOutputEndsAtOnce() {
    CompressionJob job = Given.job();
    CompressionJob without =
        Serialization.unmarshal(
            Serialization.asYaml(job).replaceAll("(?s)  output:\n    uri: [^\n]*\n", ""),
            CompressionJob.class);
    assertThat(failure(Seen.of(without))).isEqualTo(ConditionReason.OUTPUT_MISSING);
  }

  @Test
  void twoQueuesAreAContradictionThatTheOwnerCanMend() {
    CompressionJob job = Given.job("queueName: gpu");
    job.getMetadata().setLabels(Map.of("kueue.x-k8s.io/queue-name", "cpu"));
    assertThat(situation(Seen.of(job)))
        .isInstanceOfSatisfying(
            Situation.Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(ConditionReason.QUEUE_CONFLICT));
  }

  @Test
  void aRefusedChildIsTriedAgainLater() {
    Plan plan = next(Seen.of(Given.job()).refusal("exceeded quota"));
    assertThat(plan.situation())
        .isEqualTo(new Situation.Rejected(ConditionReason.JOB_REFUSED, "exceeded quota"));
    assertThat(plan.recheck()).contains(Duration.ofSeconds(30));
  }

  @Test
  void aHeldJobIsNotStarted() {
    assertThat(next(Seen.of(Given.job("suspend: true"))))
        .isEqualTo(Plan.rest(new Situation.Held()));
  }

  @Test
  void nothingIsStartedWhileAPodOfAnEarlierAttemptLives() {
    Plan plan = next(Seen.of(started(1)).stray(running("small-1-abcde", Given.NOW)));
    assertThat(plan.situation()).isInstanceOf(Situation.Starting.class);
    assertThat(plan.decision()).isEqualTo(new Decision.Rest());
    assertThat(plan.recheck()).contains(Duration.ofSeconds(5));
  }

  @Test
  void ofTwoLiveChildrenTheElderIsStopped() {
    assertThat(decision(Seen.of(started(2)).attempt(1, active()).attempt(2, active())))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            stop -> assertThat(stop.children()).extracting("name").containsExactly("small-1"));
  }

  @Test
  void aChildThatWasDeletedIsFollowedByAnotherAttemptThatCounts() {
    assertThat(decision(Seen.of(started(1))))
        .isInstanceOfSatisfying(
            Decision.StartAttempt.class,
            start -> {
              assertThat(start.number()).isEqualTo(2);
              assertThat(start.after().orElseThrow().reason()).isEqualTo("PodLost");
            });
    assertThat(failure(Seen.of(started(3)))).isEqualTo(ConditionReason.BACKOFF_LIMIT_EXCEEDED);
  }

  @Test
  void aChildThatIsBeingDeletedIsWaitedFor() {
    assertThat(decision(Seen.of(started(1)).attempt(1, new ChildJob.Phase.Deleting())))
        .isEqualTo(new Decision.Rest());
  }

  @Test
  void aGoodResultCompletesTheJob() {
    assertThat(situation(Seen.of(started(1)).attempt(1, succeeded(), ended("p", 0, RESULT))))
        .isInstanceOf(Situation.Succeeded.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "done", "{", "{\"version\":1,\"outcome\":\"Succeeded\"}"})
  void exitCodeZeroWithoutAnArtifactIsNoSuccess(String message) {
    assertThat(failure(Seen.of(started(1)).attempt(1, succeeded(), ended("p", 0, message))))
        .isEqualTo(ConditionReason.RESULT_MISSING);
  }

  @ParameterizedTest
  @CsvSource({"Passed,true", "Failed,false", "Inconclusive,false"})
  void anEngineIsNotBelievedThatSucceedsWithoutARequiredGate(String outcome, boolean believed) {
    CompressionJob job =
        started(
            1,
            "gates: [{name: g, metric: SizeBytes, max: \"1\"}, {name: a, metric: Macs, max: \"1\", severity: Advisory}]");
    String message =
        RESULT.replaceFirst(
            "}$",
            "},\"gates\":[{\"name\":\"g\",\"outcome\":\"%s\"}]}".formatted(outcome).substring(1));
    Situation found = situation(Seen.of(job).attempt(1, succeeded(), ended("p", 0, message)));
    assertThat(found instanceof Situation.Succeeded).isEqualTo(believed);
  }

  @Test
  void aSucceededChildWhosePodIsGoneIsRepeated() {
    assertThat(decision(Seen.of(started(1)).attempt(1, succeeded())))
        .isInstanceOf(Decision.StartAttempt.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10,InvalidModel",
    "13,DigestMismatch",
    "17,AccessDenied",
    "30,GatesFailed",
    "31,GatesInconclusive",
    "19,EngineError"
  })
  void permanentFailuresEndTheJobAtOnce(int exitCode, String reason) {
    assertThat(failure(Seen.of(started(1)).attempt(1, failed(), ended("p", exitCode, ""))).text())
        .isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"20,StoreUnavailable", "40,OutOfMemory", "70,EngineError", "1,EngineError"})
  void otherFailuresAreTriedAgainAfterAPause(int exitCode, String reason) {
    Seen seen = Seen.of(started(1)).attempt(1, failed(), ended("p", exitCode, ""));
    assertThat(situation(seen))
        .isInstanceOfSatisfying(
            Situation.Retrying.class,
            retrying -> {
              assertThat(retrying.failure().reason()).isEqualTo(reason);
              assertThat(retrying.at()).isEqualTo(Given.NOW.plusSeconds(10));
            });
    assertThat(decision(seen.after(Duration.ofSeconds(10))))
        .isInstanceOfSatisfying(
            Decision.StartAttempt.class, start -> assertThat(start.number()).isEqualTo(2));
  }

  @Test
  void theLastAttemptsFailureEndsTheJob() {
    assertThat(situation(Seen.of(started(3)).attempt(3, failed(), ended("p", 20, ""))))
        .isInstanceOfSatisfying(
            Situation.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(ConditionReason.BACKOFF_LIMIT_EXCEEDED);
              assertThat(failed.failure().reason()).isEqualTo("StoreUnavailable");
            });
  }

  @Test
  void withoutRetriesTheFirstFailureEndsTheJob() {
    assertThat(
            failure(
                Seen.of(started(1, "backoffLimit: 0")).attempt(1, failed(), ended("p", 20, ""))))
        .isEqualTo(ConditionReason.BACKOFF_LIMIT_EXCEEDED);
  }

  @Test
  void theKernelsKillIsOutOfMemory() {
    Situation found =
        situation(
            Seen.of(started(1))
                .attempt(1, failed(), ended("p", 137, "", PodStage.Cause.OUT_OF_MEMORY)));
    assertThat(failureOf(found).reason()).isEqualTo("OutOfMemory");
  }

  @Test
  void whatTheEngineSaysIsTold() {
    String message =
        "{\"version\":1,\"outcome\":\"Failed\",\"reason\":\"StoreUnavailable\",\"message\":\"GET x"
            + " answered 503\",\"stage\":\"Fetch\"}";
    JobFailure told =
        failureOf(
            situation(Seen.of(started(1)).attempt(1, failed(), ended("small-1-a", 20, message))));
    assertThat(told)
        .isEqualTo(
            new JobFailure(
                "StoreUnavailable",
                20,
                "GET x answered 503. Look after the store; the job tries again by itself.",
                "Fetch",
                "small-1-a",
                true,
                null));
  }

  @Test
  void anEngineThatSaysNothingLeavesTheEndOfItsLog() {
    JobFailure told =
        failureOf(
            situation(
                Seen.of(started(1)).attempt(1, failed(), ended("p", 70, "java.lang.Error: x"))));
    assertThat(told.logTail()).isEqualTo("java.lang.Error: x");
    assertThat(told.message()).startsWith("Pod p ended with exit code 70 and left no result.");
  }

  @Test
  void aReasonThatContradictsTheExitCodeIsNotBelieved() {
    String message =
        "{\"version\":1,\"outcome\":\"Failed\",\"reason\":\"InvalidModel\",\"message\":\"m\"}";
    assertThat(
            failureOf(situation(Seen.of(started(1)).attempt(1, failed(), ended("p", 20, message))))
                .reason())
        .isEqualTo("StoreUnavailable");
  }

  /** Else the state would fall back to Pending between the pod's end and the Job's. */
  @Test
  void anEngineThatEndedRunsUntilItsJobHasEnded() {
    assertThat(situation(Seen.of(started(1)).attempt(1, active(), ended("p", 0, RESULT))))
        .isEqualTo(new Situation.Running("p"));
    assertThat(situation(Seen.of(started(1)).attempt(1, active(), ended("p", 50, ""))))
        .isInstanceOf(Situation.Waiting.class);
    assertThat(
            situation(
                Seen.of(started(1))
                    .attempt(1, active(), ended("p", 137, "", PodStage.Cause.DELETED))))
        .isInstanceOf(Situation.Waiting.class);
  }

  @Test
  void tooManyInterruptionsEndTheJob() {
    CompressionJob job = started(1);
    CompressionJob often = Given.with(job, job.getStatus().toBuilder().interruptions(4).build());
    assertThat(failure(Seen.of(often).attempt(1, active()))).isEqualTo(ConditionReason.NO_PROGRESS);
    CompressionJob seldom = Given.with(job, job.getStatus().toBuilder().interruptions(3).build());
    assertThat(situation(Seen.of(seldom).attempt(1, active())))
        .isInstanceOf(Situation.Waiting.class);
  }

  @Test
  void timeSpentRunningCountsAgainstItsDeadline() {
    CompressionJob job = started(1, "activeDeadlineSeconds: 100");
    CompressionJob ran = Given.with(job, job.getStatus().toBuilder().activeSeconds(70L).build());
    Seen seen = Seen.of(ran).attempt(1, active(), running("p", Given.NOW));
    Plan plan = next(seen.after(Duration.ofSeconds(20)));
    assertThat(plan.situation()).isEqualTo(new Situation.Running("p"));
    assertThat(plan.recheck()).contains(Duration.ofSeconds(11));
    assertThat(failure(seen.after(Duration.ofSeconds(30))))
        .isEqualTo(ConditionReason.DEADLINE_EXCEEDED);
  }

  @Test
  void timeSpentWaitingCountsAgainstItsDeadline() {
    CompressionJob job = waitingSince(started(1, "pendingDeadlineSeconds: 60"));
    Wait why = new Wait(ConditionReason.UNSCHEDULABLE, "0/1 nodes are available");
    Seen seen = Seen.of(job).attempt(1, active(), waiting("p", why));
    assertThat(next(seen).recheck()).contains(Duration.ofSeconds(60));
    Situation end = situation(seen.after(Duration.ofSeconds(60)));
    assertThat(failureOf(end).reason()).isEqualTo("PendingDeadlineExceeded");
    assertThat(failureOf(end).message()).contains("0/1 nodes are available");
  }

  @Test
  void timeSpentHeldDoesNotCount() {
    CompressionJob job = waitingSince(started(1, "pendingDeadlineSeconds: 60", "suspend: true"));
    ChildJob.Hold hold = new ChildJob.Hold(true, true, false);
    assertThat(situation(Seen.of(job).attempt(1, active(), hold).after(Duration.ofHours(1))))
        .isEqualTo(new Situation.Held());
  }

  @Test
  void aMissingRuntimeIsNotWaitedForForEver() {
    CompressionJob job =
        Given.with(
            Given.job("pendingDeadlineSeconds: 60"),
            CompressionJobStatus.builder().waitingSince("2026-05-04T10:00:00Z").build());
    assertThat(failure(Seen.of(job).withoutRuntime().after(Duration.ofSeconds(60))))
        .isEqualTo(ConditionReason.PENDING_DEADLINE_EXCEEDED);
  }

  @Test
  void holdingARunningJobSuspendsItsChild() {
    Seen seen = Seen.of(started(1, "suspend: true"));
    assertThat(decision(seen.attempt(1, active(), running("p", Given.NOW))))
        .isInstanceOf(Decision.Hold.class);
  }

  @Test
  void lettingAHeldJobGoReleasesItsChild() {
    ChildJob.Hold hold = new ChildJob.Hold(true, true, false);
    assertThat(decision(Seen.of(started(1)).attempt(1, active(), hold)))
        .isInstanceOf(Decision.Release.class);
  }

  @Test
  void aChildIsReleasedOnceItsPodHasEndedAndTheStatusSaysSo() {
    ChildJob.Hold hold = new ChildJob.Hold(true, true, false);
    JobPod known = new JobPod("p", "p-uid", Times.format(Given.NOW), null);
    CompressionJob job = withPod(started(1), known);
    Plan stopping = next(Seen.of(job).attempt(1, active(), hold, running("p", Given.NOW)));
    assertThat(stopping.situation())
        .isEqualTo(new Situation.Starting("Pod p is being stopped; another follows."));
    assertThat(stopping.decision()).isEqualTo(new Decision.Rest());
    Plan gone = next(Seen.of(job).attempt(1, active(), hold));
    assertThat(gone.decision()).isEqualTo(new Decision.Rest());
    assertThat(gone.recheck()).contains(Duration.ZERO);
    JobPod over = new JobPod("p", "p-uid", Times.format(Given.NOW), Times.format(Given.NOW));
    assertThat(decision(Seen.of(withPod(started(1), over)).attempt(1, active(), hold)))
        .isInstanceOf(Decision.Release.class);
  }

  @Test
  void aQueuedChildThatWasNeverStoppedIsReleasedWhileItRuns() {
    ChildJob.Hold marked = new ChildJob.Hold(false, true, true);
    JobPod known = new JobPod("p", "p-uid", Times.format(Given.NOW), null);
    CompressionJob job = withPod(started(1, "queueName: gpu"), known);
    assertThat(
            decision(
                Seen.of(job)
                    .kueue(true, new Kueue.Workload("w", true))
                    .attempt(1, active(), marked, running("p", Given.NOW))))
        .isInstanceOf(Decision.Release.class);
  }

  private static CompressionJob withPod(CompressionJob job, JobPod pod) {
    return Given.with(job, job.getStatus().toBuilder().pod(pod).build());
  }

  @Test
  void aChildThatSomeoneElseSuspendedIsNotReleased() {
    ChildJob.Hold hold = new ChildJob.Hold(true, false, false);
    Plan plan = next(Seen.of(started(1)).attempt(1, active(), hold));
    assertThat(plan.situation()).isInstanceOf(Situation.Queued.class);
    assertThat(plan.decision()).isEqualTo(new Decision.Rest());
  }

  @Test
  void aQueuedJobIsHeldByWayOfItsWorkload() {
    Kueue.Workload active = new Kueue.Workload("w", true);
    Kueue.Workload inactive = new Kueue.Workload("w", false);
    CompressionJob held = started(1, "suspend: true", "queueName: gpu");
    ChildJob.Hold unmarked = new ChildJob.Hold(false, false, true);
    ChildJob.Hold marked = new ChildJob.Hold(false, true, true);
    assertThat(decision(Seen.of(held).kueue(true, active).attempt(1, active(), unmarked)))
        .isInstanceOf(Decision.Hold.class);
    assertThat(decision(Seen.of(held).kueue(true, active).attempt(1, active(), marked)))
        .isEqualTo(new Decision.Activate(active, false));
    assertThat(decision(Seen.of(held).kueue(true, inactive).attempt(1, active(), marked)))
        .isEqualTo(new Decision.Rest());
    CompressionJob released = started(1, "queueName: gpu");
    assertThat(decision(Seen.of(released).kueue(true, inactive).attempt(1, active(), marked)))
        .isEqualTo(new Decision.Activate(inactive, true));
    assertThat(decision(Seen.of(released).kueue(true, active).attempt(1, active(), marked)))
        .isInstanceOf(Decision.Release.class);
  }

  @Test
  void aWorkloadThatSomeoneElseDeactivatedIsLeftSo() {
    ChildJob.Hold hold = new ChildJob.Hold(true, false, true);
    assertThat(
            decision(
                Seen.of(started(1, "queueName: gpu"))
                    .kueue(true, new Kueue.Workload("w", false))
                    .attempt(1, active(), hold)))
        .isEqualTo(new Decision.Rest());
  }

  @Test
  void aQueueWithoutKueueSaysSo() {
    ChildJob.Hold hold = new ChildJob.Hold(true, false, true);
    assertThat(situation(Seen.of(started(1, "queueName: gpu")).attempt(1, active(), hold)))
        .isInstanceOfSatisfying(
            Situation.Queued.class,
            queued -> assertThat(queued.detail()).contains("this cluster has no Kueue"));
  }

  @Test
  void whatHasEndedStaysEndedWhateverBecomesOfItsChildren() {
    CompressionJob job = over("Complete");
    assertThat(next(Seen.of(job))).isEqualTo(Plan.rest(new Situation.Over()));
    assertThat(next(Seen.of(job).attempt(1, failed(), ended("p", 10, ""))))
        .isEqualTo(Plan.rest(new Situation.Over()));
  }

  @Test
  void childrenOfAnEndedJobThatStillLiveAreStopped() {
    assertThat(decision(Seen.of(over("Failed")).attempt(1, active())))
        .isInstanceOf(Decision.Stop.class);
  }

  @Test
  void anEndedJobIsDeletedOnceItsTimeIsOver() {
    CompressionJob job = over("Complete", "ttlSecondsAfterFinished: 60");
    assertThat(next(Seen.of(job)).recheck()).contains(Duration.ofSeconds(60));
    assertThat(decision(Seen.of(job).after(Duration.ofSeconds(60))))
        .isEqualTo(new Decision.Expire());
  }

  private static CompressionJob started(int attempt, String... spec) {
    return Given.with(
        Given.job(spec),
        CompressionJobStatus.builder()
            .attempt(attempt)
            .jobRef(new JobRef("small-" + attempt, "uid-" + attempt))
            .build());
  }

  private static CompressionJob waitingSince(CompressionJob job) {
    return Given.with(
        job, job.getStatus().toBuilder().waitingSince("2026-05-04T10:00:00Z").build());
  }

  private static CompressionJob over(String condition, String... spec) {
    CompressionJob job = started(1, spec);
    return Given.with(
        job,
        job.getStatus().toBuilder()
            .completionTime("2026-05-04T10:00:00Z")
            .conditions(
                List.of(new ConditionBuilder().withType(condition).withStatus("True").build()))
            .build());
  }

  private static Plan next(Seen seen) {
    return DECIDE.next(seen.build());
  }

  private static Decision decision(Seen seen) {
    return next(seen).decision();
  }

  private static Situation situation(Seen seen) {
    return next(seen).situation();
  }

  private static ConditionReason failure(Seen seen) {
    Situation found = situation(seen);
    assertThat(found).isInstanceOf(Situation.Failed.class);
    return ((Situation.Failed) found).reason();
  }

  private static JobFailure failureOf(Situation situation) {
    return switch (situation) {
      case Situation.Retrying retrying -> retrying.failure();
      case Situation.Failed failed -> failed.failure();
      default -> throw new AssertionError("not a failure: " + situation);
    };
  }
}
