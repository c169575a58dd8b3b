package dev.lathe.operator.cluster;

import dev.lathe.crds.apiserver.LocalApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.Nullable;

/** The API server of all tests of a run, with Lathe's kinds. */
public final class ApiServer {
  private static @Nullable LocalApiServer running;

  private ApiServer() {}

  /** Returns the server, started with the first call; it ends with the process. */
  public static synchronized LocalApiServer get() {
    if (running == null) {
      running = LocalApiServer.startWithKinds();
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
}
