package dev.lathe.operator.decide;

import static dev.lathe.operator.given.Seen.active;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.JobPod;
import dev.lathe.crds.JobProgress;
import dev.lathe.crds.ResumePoint;
import dev.lathe.crds.TrainingStatus;
import dev.lathe.operator.given.Given;
import dev.lathe.operator.given.Seen;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.PodStage;
import dev.lathe.operator.observe.PodView;
import dev.lathe.operator.observe.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant T0 = Given.NOW;
  private static final String KEPT = "checkpoint: {uri: \"pvc://checkpoints/small\"}";

  @Test
  void aRunCountsFromItsContainersStartToItsEnd() {
    Ledger ledger = ledger(Seen.of(job(null)).attempt(1, active(), run("a", 0, 90, 20)));
    assertThat(ledger.activeSeconds()).isEqualTo(90);
    assertThat(ledger.interruptions()).isZero();
  }

  @Test
  void aRunThatGoesOnIsNotYetCountedButIsActive() {
    Ledger ledger = ledger(Seen.of(job(null)).attempt(1, active(), Seen.running("a", T0)));
    assertThat(ledger.activeSeconds()).isZero();
    assertThat(ledger.active(T0.plusSeconds(30))).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aRunIsCountedOnceHoweverOftenItIsSeen() {
    CompressionJob job = job(null);
    Seen seen = Seen.of(job).attempt(1, active(), run("a", 0, 90, 50));
    Ledger once = ledger(seen);
    Ledger twice =
        ledger(Seen.of(remembering(job, once)).attempt(1, active(), run("a", 0, 90, 50)));
    assertThat(twice).isEqualTo(once);
  }

  @Test
  void runsThatPassedWhileTheOperatorWasAwayAreCounted() {
    CompressionJob job = job(new JobPod("a", "a-uid", Times.format(T0), null));
    Ledger ledger =
        ledger(
            Seen.of(job)
                .attempt(
                    1,
                    active(),
                    run("a", 0, 10, 50),
                    run("b", 20, 40, 50),
                    Seen.running("c", T0.plusSeconds(50))));
    assertThat(ledger.activeSeconds()).isEqualTo(30);
    assertThat(ledger.interruptions()).isEqualTo(2);
    assertThat(ledger.run().orElseThrow().pod()).isEqualTo("c");
  }

  @Test
  void runsWithinOneSecondAreToldApart() {
    CompressionJob job = job(null);
    Seen seen = Seen.of(job).attempt(1, active(), run("a", 0, 0, 50), run("b", 0, 0, 50));
    Ledger once = ledger(seen);
    assertThat(once.interruptions()).isEqualTo(2);
    CompressionJob known = remembering(job, once);
    assertThat(
            ledger(Seen.of(known).attempt(1, active(), run("a", 0, 0, 50), run("b", 0, 0, 50)))
                .interruptions())
        .isEqualTo(2);
  }

  @Test
  void aPodThatVanishedIsCountedUntilThatIsNoticed() {
    CompressionJob job = job(new JobPod("a", "a-uid", Times.format(T0), null));
    Ledger ledger = ledger(Seen.of(job).attempt(1, active()).after(Duration.ofSeconds(25)));
    assertThat(ledger.activeSeconds()).isEqualTo(25);
    assertThat(ledger.interruptions()).isEqualTo(1);
  }

  @Test
  void aPodThatTheOwnerHeldIsNoInterruption() {
    CompressionJob job = job(new JobPod("a", "a-uid", Times.format(T0), null));
    ChildJob.Hold held = new ChildJob.Hold(true, true, false);
    assertThat(ledger(Seen.of(job).attempt(1, active(), held)).interruptions()).isZero();
    assertThat(ledger(Seen.of(job).attempt(1, active(), held, run("a", 0, 5, 50))).interruptions())
        .isZero();
  }

  @Test
  void aPodThatAQueueStoppedIsAnInterruption() {
    CompressionJob job = job(new JobPod("a", "a-uid", Times.format(T0), null));
    ChildJob.Hold evicted = new ChildJob.Hold(true, false, true);
    assertThat(ledger(Seen.of(job).attempt(1, active(), evicted)).interruptions()).isEqualTo(1);
  }

  @Test
  void anotherAttemptIsInterruptedAnew() {
    CompressionJob job = job(null);
    CompressionJob often = Given.with(job, job.getStatus().toBuilder().interruptions(5).build());
    assertThat(ledger(Seen.of(often).attempt(2, active())).interruptions()).isZero();
    assertThat(ledger(Seen.of(often).attempt(1, active())).interruptions()).isEqualTo(5);
  }

  @Test
  void anInterruptionBehindWhichTrainingGotFurtherIsTheFirstOne() {
    CompressionJob further = training(KEPT, 4, new ResumePoint(40, 90), 40, 95);
    Ledger ledger = ledger(Seen.of(further).attempt(1, active(), run("a", 0, 9, 50)));
    assertThat(ledger.interruptions()).isEqualTo(1);
    assertThat(ledger.resumePoint()).contains(new ResumePoint(40, 95));
  }

  @Test
  void anInterruptionBeforeTrainingGotFurtherIsOneMore() {
    CompressionJob stuck = training(KEPT, 4, new ResumePoint(40, 90), 40, 90);
    Ledger ledger = ledger(Seen.of(stuck).attempt(1, active(), run("a", 0, 9, 50)));
    assertThat(ledger.interruptions()).isEqualTo(5);
    assertThat(ledger.resumePoint()).contains(new ResumePoint(40, 90));
  }

  @Test
  void trainingThatIsNotKeptGetsNoFurther() {
    CompressionJob anew = training("seed: 0", 4, null, 60, 95);
    Ledger ledger = ledger(Seen.of(anew).attempt(1, active(), run("a", 0, 9, 50)));
    assertThat(ledger.interruptions()).isEqualTo(5);
    assertThat(ledger.resumePoint()).isEmpty();
  }

  @Test
  void aPodThatNeverRanCountsForNothing() {
    PodView evicted =
        new PodView(
            "a",
            "a-uid",
            new PodStage.Ended(
                OptionalInt.empty(), "Evicted", PodStage.Cause.DISRUPTED, Optional.empty()));
    Ledger ledger = ledger(Seen.of(job(null)).attempt(1, active(), evicted));
    assertThat(ledger).isEqualTo(new Ledger(0, 0, Optional.empty(), Optional.empty()));
  }

  private static Ledger ledger(Seen seen) {
    return Ledger.of(seen.build());
  }

  private static PodView run(String name, int start, int end, int exitCode) {
    return new PodView(
        name,
        name + "-uid",
        new PodStage.Ended(
            OptionalInt.of(exitCode),
            "",
            PodStage.Cause.EXIT,
            Optional.of(new PodStage.Times(T0.plusSeconds(start), T0.plusSeconds(end)))));
  }

  private static CompressionJob job(@Nullable JobPod pod) {
    return Given.with(Given.job(), CompressionJobStatus.builder().attempt(1).pod(pod).build());
  }

  private static CompressionJob training(
      String specLine, int interruptions, @Nullable ResumePoint point, int percent, long step) {
    TrainingStatus training = new TrainingStatus(null, null, step, null, null, null, null);
    return Given.with(
        Given.job(specLine),
        CompressionJobStatus.builder()
            .attempt(1)
            .interruptions(interruptions)
            .resumePoint(point)
            .progress(new JobProgress(percent, "Train", null, null, null, null, training, "a"))
            .build());
  }

  private static CompressionJob remembering(CompressionJob job, Ledger ledger) {
    Ledger.Run run = ledger.run().orElseThrow();
    return Given.with(
        job,
        job.getStatus().toBuilder()
            .activeSeconds(ledger.activeSeconds())
            .interruptions(ledger.interruptions())
            .pod(
                new JobPod(
                    run.pod(),
                    run.uid(),
                    Times.format(run.start()),
                    run.end().map(Times::format).orElse(null)))
            .build());
  }
}
