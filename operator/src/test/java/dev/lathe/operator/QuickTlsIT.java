package dev.lathe.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.apiserver.LocalApiServer;
import dev.lathe.operator.cluster.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickTlsIT {
  /** Fabric8's own client does not offer the first. */
  @ParameterizedTest
  @ValueSource(strings = {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"})
  void serversOfEitherSuiteAreSpokenTo(String suite) {
    List<String> used = new CopyOnWriteArrayList<>();
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer(only(suite))
              .requestHandler(request -> {
                used.add(request.sslSession().getCipherSuite());
                request.response().end("{}");
              })
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      Config config =
          new ConfigBuilder(ApiServer.get().config())
              .withMasterUrl("https://127.0.0.1:" + server.actualPort())
              .build();
      try (KubernetesClient client =
          new KubernetesClientBuilder()
              .withConfig(config)
              .withHttpClientFactory(new QuickTls(vertx))
              .build()) {
        client.raw("/version");
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    assertThat(used).containsExactly(suite);
  }

  private static HttpServerOptions only(String suite) {
    LocalApiServer known = ApiServer.get();
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setPort(0)
        .setSsl(true)
        .addEnabledCipherSuite(suite)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(known.certificate().toString())
                .setKeyPath(known.certificate().resolveSibling("apiserver.key").toString()));
  }
}
