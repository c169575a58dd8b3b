package dev.lathe.operator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.JobProgress;
import dev.lathe.crds.TrainingStatus;
import dev.lathe.operator.given.Given;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NextProgressTest {
  private static final String KEPT = "checkpoint: {uri: \"pvc://checkpoints/small\"}";
  private static final TrainingStatus TRAINING =
      new TrainingStatus(2, 3, 70L, 96L, "0.2", "5e-05", null);

  @Test
  void everythingIsShown() {
    assertThat(next(job(KEPT, null), "a", report(45, "epoch 2")).orElseThrow())
        .containsEntry("percent", 45)
        .containsEntry("stage", "Train")
        .containsEntry("message", "epoch 2")
        .containsEntry("estimatedRemainingSeconds", 12L)
        .containsEntry("lastUpdateTime", "2026-05-04T10:00:00Z")
        .containsEntry("display", "45% Train 2/3")
        .containsEntry("pod", "a")
        .hasEntrySatisfying(
            "training",
            training ->
                assertThat(training)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("step", 70L)
                    .containsEntry("loss", "0.2")
                    .containsEntry("samplesPerSecond", null));
  }

  @Test
  void whatIsNotSaidAnyMoreIsTakenOut() {
    ProgressReport evaluating =
        new ProgressReport(
            1,
            80,
            "Evaluate",
            new ProgressReport.Detail("", OptionalLong.empty()),
            Optional.empty());
    assertThat(next(job(KEPT, at(79, "a")), "a", evaluating).orElseThrow())
        .containsEntry("training", null)
        .containsEntry("message", null)
        .containsEntry("estimatedRemainingSeconds", null)
        .containsEntry("display", "80% Evaluate");
  }

  @Test
  void aReportThatWasOvertakenIsLeftOut() {
    CompressionJob job = job(KEPT, at(50, "a"));
    assertThat(next(job, "a", report(49, ""))).isEmpty();
    assertThat(next(job, "a", report(50, ""))).isPresent();
  }

  @Test
  void whereAnotherPodGoesOnThePercentageMayFallAndTheMessageNamesIt() {
    assertThat(next(job(KEPT, at(50, "a")), "b", report(41, "epoch 2")).orElseThrow())
        .containsEntry("percent", 41)
        .containsEntry("message", "Resumed in pod b after an interruption. epoch 2")
        .containsEntry("pod", "b");
  }

  @Test
  void withoutCheckpointsItStartsAnewAndSaysSo() {
    assertThat(next(job("seed: 1", at(50, "a")), "b", report(2, "")).orElseThrow())
        .containsEntry("message", "Started anew in pod b, since the job keeps no checkpoints.");
  }

  private static Optional<Map<String, @Nullable Object>> next(
      CompressionJob job, String pod, ProgressReport report) {
    return NextProgress.of(job, pod, report, Given.NOW);
  }

  private static JobProgress at(int percent, String pod) {
    return new JobProgress(percent, "Train", null, null, null, null, TRAINING, pod);
  }

  private static ProgressReport report(int percent, String message) {
    return new ProgressReport(
        1,
        percent,
        "Train",
        new ProgressReport.Detail(message, OptionalLong.of(12)),
        Optional.of(TRAINING));
  }

  private static CompressionJob job(String specLine, @Nullable JobProgress progress) {
    return Given.with(
        Given.job(specLine), CompressionJobStatus.builder().attempt(1).progress(progress).build());
  }
}
