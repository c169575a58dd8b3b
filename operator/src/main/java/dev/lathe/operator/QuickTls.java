package dev.lathe.operator;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Connections to the API server by Java's own client, that ask for ChaCha20 first. Java's first
 * compiler, the only one that the operator has, knows no instructions for AES: it takes five times
 * as long. A server that does not have ChaCha20 chooses among the others.
 *
 * <p>Fabric8's usual client, Vert.x's, gives nobody a say in this, and does not send again what a
 * closed connection left unanswered (fabric8io/kubernetes-client#7450).
 */
final class QuickTls extends JdkHttpClientFactory {
  private static final List<String> FIRST =
      List.of(
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  @Override
  protected HttpClient.Builder createNewHttpClientBuilder() {
    return HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  @Override
  protected void additionalConfig(HttpClient.Builder builder) {
    SSLParameters parameters = usual();
    parameters.setCipherSuites(
        Stream.concat(FIRST.stream(), Stream.of(parameters.getCipherSuites()))
            .distinct()
            .toArray(String[]::new));
    builder.sslParameters(parameters);
  }

  private static SSLParameters usual() {
    try {
      return SSLContext.getDefault().getDefaultSSLParameters();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has TLS", e);
    }
  }
}
