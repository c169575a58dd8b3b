package dev.lathe.engine.artifact;

import dev.lathe.engine.onnx.Fixtures;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A real registry, the distribution project's, on loopback. {@code e2e/tools.sh} builds it. */
final class RegistryServer implements AutoCloseable {
  private final Process process;
  private final int port;

  /** Starts one that keeps its content below {@code folder} and, if given, wants a password. */
  RegistryServer(Path folder, Optional<Path> htpasswd) throws IOException, InterruptedException {
    port = freePort();
    String auth =
        htpasswd.map("auth: {htpasswd: {realm: lathe, path: %s}}\n"::formatted).orElse("");
    Path config =
        Files.writeString(
            folder.resolve("config.yml"),
            """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "127.0.0.1:%d"}
            """
                    .formatted(folder.resolve("data"), port)
                + auth);
    process =
        new ProcessBuilder(program().toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    awaitReady();
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  private static Path program() {
    String tools =
        Optional.ofNullable(System.getenv("LATHE_TOOLS")).orElse(Fixtures.cache() + "/bin");
    Path program = Path.of(tools, "registry");
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(program + " is missing: e2e/tools.sh registry builds it");
    }
    return program;
  }

  private void awaitReady() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          client.send(
              HttpRequest.newBuilder(URI.create("http://" + host() + "/v2/")).build(),
              HttpResponse.BodyHandlers.discarding());
          return;
        } catch (IOException e) {
          if (!process.isAlive() || Instant.now().isAfter(end)) {
            throw new IOException("the registry did not start", e);
          }
          Thread.sleep(20);
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
