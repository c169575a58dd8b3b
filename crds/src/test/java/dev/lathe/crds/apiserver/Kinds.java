package dev.lathe.crds.apiserver;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lathe's kinds, as the CRDs on the class path say them. */
final class Kinds {
  private static final List<String> CRDS =
      List.of(
          "/crds/clustercompressionruntimes.compression.lathe.dev.yaml",
          "/crds/compressionjobs.compression.lathe.dev.yaml");

  private Kinds() {}

  /** Makes them known to an API server and returns when it serves them. */
  static void install(KubernetesClient client) {
    List<CustomResourceDefinition> created =
        CRDS.stream().map(file -> create(client, file)).toList();
    for (CustomResourceDefinition crd : created) {
      client.resource(crd).waitUntilCondition(Kinds::isEstablished, 60, TimeUnit.SECONDS);
    }
  }

  private static CustomResourceDefinition create(KubernetesClient client, String file) {
    try (InputStream text = Kinds.class.getResourceAsStream(file)) {
      return client.apiextensions().v1().customResourceDefinitions().load(text).create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(condition ->
                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }
}
