package dev.lathe.engine.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The real models that {@code e2e/fixtures/fetch.sh} fetches. */
public final class Fixtures {
  private Fixtures() {}

  /** Returns the folder that the Makefile and the scripts of e2e keep things in. */
  public static String cache() {
    return Optional.ofNullable(System.getenv("LATHE_CACHE"))
        .orElseGet(() ->
            Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .orElse(System.getProperty("user.home") + "/.cache")
                + "/lathe");
  }

  /** Returns the path of a fetched file or folder; a test that needs a missing one fails. */
  public static Path path(String name) {
    Path path = Path.of(cache(), "fixtures", name);
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: `make test-tools` fetches it");
    }
    return path;
  }
}
