package dev.lathe.operator.desired;

import dev.lathe.crds.ClusterCompressionRuntimeSpec;
import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobSpec;
import java.util.Optional;

/**
 * All that the children of one attempt are made from.
 *
 * @param number of the attempt, from 1
 * @param progress absent where nobody listens to engines
 */
public record AttemptRequest(
    CompressionJob job,
    ClusterCompressionRuntimeSpec runtime,
    int number,
    Optional<ProgressTarget> progress) {
  public AttemptRequest {
    if (number < 1) {
      throw new IllegalArgumentException("attempts count from 1, found " + number);
    }
  }

  CompressionJobSpec spec() {
    return job.getSpec();
  }

  String jobName() {
    return job.getMetadata().getName();
  }

  String namespace() {
    return job.getMetadata().getNamespace();
  }
}
