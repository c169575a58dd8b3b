package dev.lathe.engine.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of this engine. */
public final class Version {
  private Version() {}

  /** Returns the version as the build numbers it, as in {@code 0.1.0}. */
  public static String current() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new IllegalStateException("the engine's jar lacks its version.txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("the engine's version.txt cannot be read", e);
    }
  }
}
