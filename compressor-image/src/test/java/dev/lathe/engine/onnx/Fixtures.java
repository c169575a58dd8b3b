package dev.lathe.engine.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The real models that {@code e2e/fixtures/fetch.sh} fetches. */
public final class Fixtures {
  private Fixtures() {}

  /** Returns the path of a fetched file or folder; a test that needs a missing one fails. */
  public static Path path(String name) {
    String cache =
        Optional.ofNullable(System.getenv("LATHE_CACHE"))
            .orElse(System.getProperty("user.home") + "/.cache/lathe");
    Path path = Path.of(cache, "fixtures", name);
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: `make test-tools` fetches it");
    }
    return path;
  }
}
