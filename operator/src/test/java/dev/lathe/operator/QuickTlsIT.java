package dev.lathe.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.apiserver.LocalApiServer;
import dev.lathe.operator.cluster.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickTlsIT {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Java's own order does not put the first first. */
  @ParameterizedTest
  @ValueSource(strings = {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"})
  void serversOfEitherSuiteAreSpokenTo(String suite) {
    List<String> used = new CopyOnWriteArrayList<>();
    HttpServer server =
        serve(
            options().addEnabledCipherSuite(suite),
            request -> {
              used.add(request.sslSession().getCipherSuite());
              request.response().end("{}");
            });
    try (KubernetesClient client = client(server)) {
      client.raw("/version");
    }
    assertThat(used).containsExactly(suite);
  }

  /** Fabric8's usual client does not: an operator that starts just then ends at once. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsThatAClosedConnectionLeavesUnansweredAreSentAgain(boolean http2) {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        serve(
            options().setUseAlpn(http2),
            request -> {
              if (requests.incrementAndGet() == 1) {
                request.connection().close();
              } else {
                request.response().end("{}");
              }
            });
    try (KubernetesClient client = client(server)) {
      assertThat(client.raw("/version", "POST", "{}")).isEqualTo("{}");
    }
    assertThat(requests).hasValue(2);
  }

  private KubernetesClient client(HttpServer server) {
    Config config =
        new ConfigBuilder(ApiServer.get().config())
            .withMasterUrl("https://127.0.0.1:" + server.actualPort())
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new QuickTls())
        .build();
  }

  private HttpServer serve(HttpServerOptions options, Handler<HttpServerRequest> handler) {
    return await(vertx.createHttpServer(options).requestHandler(handler).listen());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static HttpServerOptions options() {
    LocalApiServer known = ApiServer.get();
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setPort(0)
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(known.certificate().toString())
                .setKeyPath(known.certificate().resolveSibling("apiserver.key").toString()));
  }
}
