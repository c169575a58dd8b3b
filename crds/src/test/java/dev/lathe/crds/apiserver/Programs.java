package dev.lathe.crds.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the programs of a control plane lie: {@code <dir>/k8s/<version>-<os>-<arch>/}, as
 * kube-api-test and envtest lay them out. The directory is that of the environment's {@code
 * KUBE_API_TEST_DIR}, else {@code kube-api-test} in Lathe's cache.
 */
record Programs(Path folder) {
  private static final List<String> NAMES = List.of("etcd", "kube-apiserver", "kubectl");

  /**
   * Returns the newest ones.
   *
   * @throws IllegalStateException if there are none, saying how to get them
   */
  static Programs find() {
    Path versions = directory().resolve("k8s");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> folders = Files.list(versions)) {
        Optional<Programs> newest =
            folders
                .map(Programs::new)
                .filter(Programs::isComplete)
                .max(Comparator.comparing(Programs::version));
        if (newest.isPresent()) {
          return newest.get();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException(
        "expected %s below %s, found none: run `make test-tools`, or set KUBE_API_TEST_DIR"
            .formatted(NAMES, versions));
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  private boolean isComplete() {
    return NAMES.stream().map(this::path).allMatch(Files::isExecutable);
  }

  private Runtime.Version version() {
    String written = folder.getFileName().toString().replaceFirst("^v?([0-9.]+).*", "$1");
    return Runtime.Version.parse(written.matches("[1-9][0-9]*(\\.[0-9]+)*") ? written : "1");
  }

  private static Path directory() {
    return environment("KUBE_API_TEST_DIR")
        .or(() -> environment("LATHE_CACHE").map(cache -> cache.resolve("kube-api-test")))
        .orElseGet(() ->
            environment("XDG_CACHE_HOME")
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("lathe/kube-api-test"));
  }

  private static Optional<Path> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty()).map(Path::of);
  }
}
