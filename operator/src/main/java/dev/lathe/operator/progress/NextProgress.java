package dev.lathe.operator.progress;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.JobProgress;
import dev.lathe.crds.TrainingStatus;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status.progress} says next. Within an attempt the percentage falls back only where
 * another pod goes on, and then the message names that.
 */
final class NextProgress {
  private NextProgress() {}

  /**
   * Returns the fields to merge into the progress; empty for a report that another one of the same
   * pod has overtaken.
   */
  static Optional<Map<String, @Nullable Object>> of(
      CompressionJob job, String pod, ProgressReport report, Instant now) {
    Optional<JobProgress> before = Optional.ofNullable(Memory.of(job).status().progress());
    Optional<String> podBefore = before.map(JobProgress::pod);
    boolean goesOn = podBefore.filter(known -> !known.equals(pod)).isPresent();
    int reached = before.map(JobProgress::percent).orElse(0);
    if (!goesOn && podBefore.isPresent() && report.percent() < reached) {
      return Optional.empty();
    }
    String message = goesOn ? resumed(job, pod, report) : report.detail().message();
    Map<String, @Nullable Object> progress = new LinkedHashMap<>();
    put(progress, "percent", report.percent());
    put(progress, "stage", report.stage());
    put(progress, "message", message.isEmpty() ? null : message);
    put(
        progress,
        "estimatedRemainingSeconds",
        report.detail().remainingSeconds().isPresent()
            ? report.detail().remainingSeconds().getAsLong()
            : null);
    put(progress, "lastUpdateTime", Times.format(now));
    put(progress, "display", report.display());
    put(progress, "training", report.training().map(NextProgress::training).orElse(null));
    put(progress, "pod", pod);
    return Optional.of(progress);
  }

  private static String resumed(CompressionJob job, String pod, ProgressReport report) {
    String how =
        job.getSpec().checkpoint() == null
            ? "Started anew in pod %s, since the job keeps no checkpoints."
            : "Resumed in pod %s after an interruption.";
    return (how.formatted(pod) + " " + report.detail().message()).strip();
  }

  private static Map<String, @Nullable Object> training(TrainingStatus training) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    put(fields, "epoch", training.epoch());
    put(fields, "epochs", training.epochs());
    put(fields, "step", training.step());
    put(fields, "steps", training.steps());
    put(fields, "loss", training.loss());
    put(fields, "learningRate", training.learningRate());
    put(fields, "samplesPerSecond", training.samplesPerSecond());
    return fields;
  }

  /** Puts a value; null takes the field out of the object that it is merged into. */
  private static void put(
      Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
    fields.put(name, value);
  }
}
