package dev.lathe.operator.cluster;

import static org.awaitility.Awaitility.await;

import dev.lathe.crds.apiserver.FreePorts;
import dev.lathe.crds.apiserver.LocalApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The operator as its image starts it: a process of its own, with the rights that the chart gives
 * it.
 */
public final class ShippedOperator implements AutoCloseable {
  private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final List<String> OPTIONS_OF_THE_IMAGE =
      List.of("-XX:MaxRAMPercentage=40", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Process process;
  private final Path log;

  /** Starts the operator and returns when it is ready. */
  public ShippedOperator() throws IOException {
    log = Files.createTempFile("lathe-operator", ".log");
    List<Integer> ports = FreePorts.take(3);
    int management = ports.getFirst();
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin/java").toString()),
                OPTIONS_OF_THE_IMAGE.stream(),
                settings(ports).entrySet().stream()
                    .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue()),
                Stream.of("-jar", PROGRAM.toString()))
            .flatMap(words -> words)
            .toList();
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    URI health = URI.create("http://127.0.0.1:%d/q/health/ready".formatted(management));
    try (HttpClient http = HttpClient.newHttpClient()) {
      await("the operator's health, log " + log)
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() ->
              !process.isAlive()
                  || http.send(
                              HttpRequest.newBuilder(health).build(),
                              HttpResponse.BodyHandlers.discarding())
                          .statusCode()
                      == 200);
    } catch (RuntimeException | Error notReady) {
      process.destroyForcibly();
      throw notReady;
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("the operator ended early: " + Files.readString(log));
    }
  }

  private static Map<String, Object> settings(List<Integer> ports) {
    LocalApiServer server = ApiServer.get();
    Path certificate = server.certificate();
    return Map.ofEntries(
        Map.entry("quarkus.kubernetes-client.api-server-url", server.url()),
        Map.entry("quarkus.kubernetes-client.ca-cert-file", certificate),
        Map.entry("quarkus.kubernetes-client.token", OperatorRights.token()),
        Map.entry("quarkus.kubernetes-client.namespace", "lathe-system"),
        Map.entry("quarkus.tls.progress.key-store.pem.0.cert", certificate),
        Map.entry(
            "quarkus.tls.progress.key-store.pem.0.key",
            certificate.resolveSibling("apiserver.key")),
        Map.entry("quarkus.http.host", "127.0.0.1"),
        Map.entry("quarkus.http.port", ports.get(1)),
        Map.entry("quarkus.http.ssl-port", ports.get(2)),
        Map.entry("quarkus.management.host", "127.0.0.1"),
        Map.entry("quarkus.management.port", ports.get(0)),
        Map.entry("lathe.operator-namespace", "lathe-system"),
        Map.entry("lathe.progress.ca-file", certificate));
  }

  /** Returns the most memory that the process had resident so far, in MiB. */
  public long peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Returns whether the process runs still. */
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Files.delete(log);
  }
}
