package dev.lathe.operator;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;

/**
 * Connections to the API server that ask for ChaCha20 first. Java's first compiler, the only one
 * that the operator has, knows no instructions for AES: it takes five times as long.
 *
 * <p>Fabric8's client gives nobody a say in this, so it is handed a Vert.x that has it. A server
 * that does not have ChaCha20 chooses among the others, as before.
 */
final class QuickTls extends VertxHttpClientFactory {
  private static final List<String> FIRST =
      List.of(
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final Vertx vertx;

  QuickTls(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public VertxHttpClientBuilder<VertxHttpClientFactory> newBuilder() {
    return new VertxHttpClientBuilder<>(this, preferring(vertx));
  }

  private static Vertx preferring(Vertx vertx) {
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (_, method, arguments) -> {
              if (method.getName().equals("createHttpClient")
                  && arguments[0] instanceof HttpClientOptions options
                  && options.getSslEngineOptions() instanceof JdkSSLEngineOptions given) {
                options.setSslEngineOptions(new Suites(given));
              }
              try {
                return method.invoke(vertx, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static final class Suites extends JdkSSLEngineOptions {
    private final JdkSSLEngineOptions given;

    Suites(JdkSSLEngineOptions given) {
      this.given = given;
    }

    @Override
    public JdkSSLEngineOptions copy() {
      return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
      return () -> {
        JdkSslContext usual = (JdkSslContext) given.sslContextFactory().create();
        List<String> suites = Stream.concat(FIRST.stream(), usual.cipherSuites().stream()).toList();
        return new JdkSslContext(
            usual.context(),
            true,
            suites,
            SupportedCipherSuiteFilter.INSTANCE,
            ApplicationProtocolConfig.DISABLED,
            ClientAuth.NONE,
            null,
            false);
      };
    }
  }
}
