package dev.lathe.e2e.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where things lie: this checkout and the caches beside it. */
public final class Repository {
  private Repository() {}

  /** Returns the root of the checkout. */
  public static Path root() {
    Path module = Path.of("").toAbsolutePath();
    return Files.isDirectory(module.resolve("helm"))
        ? module
        : Objects.requireNonNull(module.getParent(), "the root has no parent");
  }

  /** Returns a fixture that {@code e2e/fixtures/prepare.sh} made. */
  public static Path fixture(String name) {
    Path path = Path.of(environment("LATHE_CACHE"), "fixtures", name);
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: run the scenarios by `make e2e`");
    }
    return path;
  }

  static String environment(String name) {
    return Optional.ofNullable(System.getenv(name))
        .orElseThrow(
            () -> new IllegalStateException(name + " is not set: run the scenarios by `make e2e`"));
  }
}
