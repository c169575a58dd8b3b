package dev.lathe.operator.observe;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.ClusterCompressionRuntimeSpec;
import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobSpec;
import dev.lathe.crds.RuntimeRef;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is known of a job at one moment.
 *
 * @param runtime the runtime that the job names; empty if there is none of that name
 */
public record Observation(
    Instant now,
    CompressionJob job,
    Optional<ClusterCompressionRuntimeSpec> runtime,
    Children children,
    Kueue kueue) {

  /** Returns the name of the runtime of a job. */
  public static String runtimeName(CompressionJob job) {
    return Optional.ofNullable(job.getSpec().runtimeRef())
        .map(RuntimeRef::name)
        .orElse(ClusterCompressionRuntime.DEFAULT_NAME);
  }

  public CompressionJobSpec spec() {
    return job.getSpec();
  }

  /** Returns what was said of the job before. */
  public Memory memory() {
    return Memory.of(job);
  }

  /** Whether the owner holds the job. */
  public boolean isHeld() {
    return Boolean.TRUE.equals(spec().suspend());
  }

  /** Whether the job is being deleted. */
  public boolean isDeleted() {
    return job.getMetadata().getDeletionTimestamp() != null;
  }

  /** Returns this observation with other children. */
  public Observation with(Children others) {
    return new Observation(now, job, runtime, others, kueue);
  }

  /** Returns this observation of another version of the job. */
  public Observation with(CompressionJob newer) {
    return new Observation(now, newer, runtime, children, kueue);
  }
}
