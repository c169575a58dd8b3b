package dev.lathe.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate no platform knows. */
class TrustTest {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final Digest CONTENT = Digest.of("content".getBytes(UTF_8));

  @TempDir private Path folder;
  private HttpsServer server;

  @BeforeEach
  void startServer() throws Exception {
    Path store = folder.resolve("key.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process generated =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "password")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(generated.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Files.createDirectories(folder.resolve("store"));
    Files.writeString(
        folder.resolve("store/ca.crt"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("key").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(factory.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 7);
          exchange.getResponseBody().write("content".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private Fetched fetch(Optional<String> secret) {
    URI uri = URI.create("https://localhost:%d/m.onnx".formatted(server.getAddress().getPort()));
    return new Sources(new Places(folder, Optional.empty(), folder, folder.resolve("work")))
        .fetch(new Source(uri.toString(), Optional.empty(), Optional.of(CONTENT), secret), "m");
  }

  @Test
  void theSecretsAuthorityIsTrusted() {
    assertThat(fetch(Optional.of("store")).path()).hasContent("content");
  }

  @Test
  void withoutItTheRefusalSaysWhereACertificateGoes() {
    assertThatThrownBy(() -> fetch(Optional.empty()))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED))
        .hasMessageContaining("ca.crt");
  }
}
