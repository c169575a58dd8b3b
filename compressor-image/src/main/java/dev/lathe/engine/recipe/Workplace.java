package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Places;
import java.nio.file.Path;

/**
 * Where a run works.
 *
 * @param places where the names of the manifest lie
 * @param rejected the folder for the report of a result that was not good enough; what is there is
 *     replaced
 * @param threads to compute with, at least 1
 */
public record Workplace(Places places, Path rejected, int threads) {
  public Workplace {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: at least 1 expected, found " + threads);
    }
  }

  /** Returns a folder for files of the run itself. */
  Path scratch(String name) {
    return places.work().resolve(name);
  }
}
