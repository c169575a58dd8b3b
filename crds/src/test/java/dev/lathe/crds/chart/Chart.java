package dev.lathe.crds.chart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs Helm on the chart. */
final class Chart {
  static final Path FOLDER = Path.of("../helm/lathe");
  static final String NAMESPACE = "lathe-system";

  private Chart() {}

  /** What a run of Helm printed. */
  record Printed(int exitCode, String text) {}

  /** Returns the objects that the chart renders with these {@code --set} values, release lathe. */
  static List<GenericKubernetesResource> render(String... values) {
    List<String> arguments =
        new ArrayList<>(List.of("template", "lathe", FOLDER.toString(), "-n", NAMESPACE));
    for (String value : values) {
      arguments.addAll(List.of("--set", value));
    }
    Printed printed = helm(arguments);
    if (printed.exitCode() != 0) {
      throw new IllegalStateException(printed.text());
    }
    return Arrays.stream(("\n" + printed.text()).split("\n---\n"))
        .filter(document -> document.contains("\nkind:"))
        .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
        .toList();
  }

  /** Runs Helm, which `e2e/tools.sh helm` puts into Lathe's cache. */
  static Printed helm(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Printed(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Helm ran", e);
    }
  }

  private static Path program() {
    Path program =
        environment("LATHE_TOOLS")
            .or(() -> environment("LATHE_CACHE").map(cache -> cache.resolve("bin")))
            .orElseGet(() ->
                environment("XDG_CACHE_HOME")
                    .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                    .resolve("lathe/bin"))
            .resolve("helm");
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(
          "expected Helm at %s, found none: run `make test-tools`".formatted(program));
    }
    return program;
  }

  private static Optional<Path> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty()).map(Path::of);
  }
}
