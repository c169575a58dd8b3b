package dev.lathe.operator.desired;

import dev.lathe.crds.CompressionJob;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an attempt reads its job, the manifest that `lathe run` takes too: as annotations of its pod,
 * which a volume shows as files. A ConfigMap would be one more object to write before each pod.
 */
public final class JobManifest {
  static final String FILE = "job.yaml";
  static final String CERTIFICATE_FILE = "ca.crt";
  static final String VOLUME = "job";

  private static final String PREFIX = "compression.lathe.dev/";
  private static final int OWNER_AND_GROUP_READ = 0440;

  private JobManifest() {}

  /** Returns the annotations of an attempt's pod. */
  static Map<String, String> annotations(AttemptRequest request) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(PREFIX + FILE, yaml(request.job()));
    certificate(request).ifPresent(text -> annotations.put(PREFIX + CERTIFICATE_FILE, text));
    return annotations;
  }

  /** Returns the volume that shows them as files. */
  static Volume volume(AttemptRequest request) {
    List<String> files = new ArrayList<>(List.of(FILE));
    certificate(request).ifPresent(text -> files.add(CERTIFICATE_FILE));
    var source =
        new VolumeBuilder()
            .withName(VOLUME)
            .withNewDownwardAPI()
            .withDefaultMode(OWNER_AND_GROUP_READ);
    for (String file : files) {
      source =
          source
              .addNewItem()
              .withPath(file)
              .withNewFieldRef("v1", "metadata.annotations['%s%s']".formatted(PREFIX, file))
              .endItem();
    }
    return source.endDownwardAPI().build();
  }

  /** The certificate of the endpoint for progress, if clients do not know its issuer. */
  private static Optional<String> certificate(AttemptRequest request) {
    return request
        .progress()
        .map(ProgressTarget::certificate)
        .filter(certificate -> !certificate.isEmpty());
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
