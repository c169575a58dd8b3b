package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How far training was when it was interrupted. */
@ApiPart
public record ResumePoint(
    @Min(0) @Max(100) @JsonPropertyDescription("Percent of the job.") int percent,
    @Min(0) @JsonPropertyDescription("Steps of the training.") long step) {

  /**
   * Returns where training is that can go on from a checkpoint.
   *
   * @return null without training
   */
  public static @Nullable ResumePoint of(@Nullable JobProgress progress) {
    TrainingStatus training = progress == null ? null : progress.training();
    Long step = training == null ? null : training.step();
    Integer percent = progress == null ? null : progress.percent();
    return step == null || percent == null ? null : new ResumePoint(percent, step);
  }

  /** Whether this is further than another point; any point is further than none. */
  public boolean isBeyond(@Nullable ResumePoint other) {
    return other == null
        || percent > other.percent
        || percent == other.percent && step > other.step;
  }
}
