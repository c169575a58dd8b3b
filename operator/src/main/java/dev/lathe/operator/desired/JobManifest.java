package dev.lathe.operator.desired;

import dev.lathe.crds.CompressionJob;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ConfigMap through which an attempt reads its job: the manifest that `lathe run` takes too.
 */
public final class JobManifest {
  static final String FILE = "job.yaml";
  static final String CERTIFICATE_FILE = "ca.crt";

  private JobManifest() {}

  /** Returns the name of an attempt's manifest. */
  public static String name(String job, int attempt) {
    return EngineJob.name(job, attempt);
  }

  /** Returns the manifest of an attempt; it never changes. */
  public static ConfigMap desired(AttemptRequest request) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(FILE, yaml(request.job()));
    request
        .progress()
        .map(ProgressTarget::certificate)
        .filter(certificate -> !certificate.isEmpty())
        .ifPresent(certificate -> data.put(CERTIFICATE_FILE, certificate));
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name(request.jobName(), request.number()))
        .withNamespace(request.namespace())
        .withLabels(Labels.of(request))
        .withOwnerReferences(Owner.reference(request.job()))
        .endMetadata()
        .withImmutable(true)
        .withData(data)
        .build();
  }

  private static String yaml(CompressionJob job) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("apiVersion", job.getApiVersion());
    manifest.put("kind", job.getKind());
    manifest.put("metadata", Map.of("name", job.getMetadata().getName()));
    manifest.put("spec", job.getSpec());
    return Serialization.asYaml(manifest);
  }
}
