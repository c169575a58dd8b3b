package dev.lathe.operator.given;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;

/** Jobs and runtimes to start from. */
public final class Given {
  public static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

  private static final String JOB =
      """
      apiVersion: compression.lathe.dev/v1alpha1
      kind: CompressionJob
      metadata: {name: small, namespace: team-a, uid: job-uid, generation: 3, resourceVersion: "7"}
      spec:
        source: {uri: "oci://registry:5000/models/small:v1"}
        recipe: [%s]
        output: {uri: "oci://registry:5000/out/small:v1"}
      """;

  private Given() {}

  /** Returns a job that needs no more than this, and more fields of its spec. */
  public static CompressionJob job(String... specLines) {
    return jobOf("{quantize: {mode: Dynamic}}", specLines);
  }

  /** Returns a job with that step, and more fields of its spec. */
  public static CompressionJob jobOf(String step, String... specLines) {
    StringBuilder yaml = new StringBuilder(JOB.formatted(step));
    for (String line : specLines) {
      yaml.append("  ").append(line).append('\n');
    }
    return Serialization.unmarshal(yaml.toString(), CompressionJob.class);
  }

  /** Returns a copy of a job with a status. */
  public static CompressionJob with(CompressionJob job, CompressionJobStatus status) {
    CompressionJob copy = Serialization.clone(job);
    copy.setStatus(status);
    return copy;
  }

  /** Returns a runtime with an image, and more fields of its spec. */
  public static ClusterCompressionRuntime runtime(String... specLines) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: compression.lathe.dev/v1alpha1
            kind: ClusterCompressionRuntime
            metadata: {name: default, uid: runtime-uid}
            spec:
              image: registry/lathe/engine:1
            """);
    for (String line : specLines) {
      yaml.append("  ").append(line).append('\n');
    }
    return Serialization.unmarshal(yaml.toString(), ClusterCompressionRuntime.class);
  }
}
