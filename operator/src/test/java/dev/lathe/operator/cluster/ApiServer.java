package dev.lathe.operator.cluster;

import dev.lathe.crds.apiserver.LocalApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The API server of all tests of a run, with Lathe's kinds. */
public final class ApiServer {
  private static final List<String> CRDS =
      List.of(
          "/crds/compressionjobs.compression.lathe.dev.yaml",
          "/crds/clustercompressionruntimes.compression.lathe.dev.yaml");
  private static @Nullable LocalApiServer running;

  private ApiServer() {}

  /** Returns the server, started with the first call; it ends with the process. */
  public static synchronized LocalApiServer get() {
    if (running == null) {
      LocalApiServer started = LocalApiServer.start();
      try (KubernetesClient client = started.newClient()) {
        CRDS.forEach(file -> install(client, file));
      }
      running = started;
    }
    return running;
  }

  /** Returns a client whose requests an interceptor sees. */
  public static KubernetesClient client(Interceptor interceptor) {
    return new KubernetesClientBuilder()
        .withConfig(get().config())
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("test", interceptor))
        .build();
  }

  private static void install(KubernetesClient client, String file) {
    try (InputStream text = ApiServer.class.getResourceAsStream(file)) {
      CustomResourceDefinition crd =
          client.apiextensions().v1().customResourceDefinitions().load(text).create();
      client.resource(crd).waitUntilCondition(ApiServer::isEstablished, 60, TimeUnit.SECONDS);
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
