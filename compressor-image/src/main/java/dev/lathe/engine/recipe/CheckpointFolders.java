package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.train.Checkpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The folders that {@code spec.checkpoint} names, one for each step that trains. */
final class CheckpointFolders {
  private CheckpointFolders() {}

  /**
   * Finds out before the work whether there can be such folders.
   *
   * @throws EngineException INVALID_MANIFEST if a file is in the way
   */
  static void requireFree(Manifest manifest, Workplace workplace) {
    for (Path folder : all(manifest, workplace)) {
      @Nullable Path there = folder;
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      if (there != null && !Files.isDirectory(there)) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "spec.checkpoint.uri: %s is a file: name a folder, which need not be there yet"
                .formatted(there));
      }
    }
  }

  /** Returns where a step keeps its training, if the job keeps any. */
  static Optional<Checkpoints> of(Bench bench, int index) {
    return bench
        .manifest()
        .running()
        .learning()
        .checkpoint()
        .map(place ->
            Checkpoints.in(
                folder(place, index, bench.workplace()),
                Fingerprint.of(bench, index),
                place.interval()));
  }

  /** Removes all that was kept: nobody goes on from a training whose result is published. */
  static void clear(Manifest manifest, Workplace workplace) {
    all(manifest, workplace).forEach(Checkpoints::remove);
  }

  private static List<Path> all(Manifest manifest, Workplace workplace) {
    return manifest.running().learning().checkpoint().stream()
        .flatMap(place ->
            IntStream.range(0, manifest.recipe().size())
                .filter(index -> manifest.recipe().get(index).training().isPresent())
                .mapToObj(index -> folder(place, index, workplace)))
        .toList();
  }

  private static Path folder(Manifest.CheckpointPlace place, int index, Workplace workplace) {
    return workplace.places().folder(place.uri()).resolve("step-" + (index + 1));
  }
}
