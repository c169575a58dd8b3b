package dev.lathe.engine.train;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one training in a folder. Kept are the two latest, and the latest <i>turning
 * point</i>: one of those, always at the same steps, that a training which diverges goes back to.
 *
 * <p>A file is there as a whole or not at all, whenever the power fails: it is written beside,
 * forced to the disk, renamed, and the folder forced too.
 */
final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("step-(\\d{12})(-turn)?\\.checkpoint");
  private static final String UNFINISHED = ".unfinished";
  private static final int KEPT = 2;

  private final Path folder;
  private final String fingerprint;
  private final boolean isDurable;

  /**
   * @param isDurable whether it is to outlive this process
   */
  CheckpointStore(Path folder, String fingerprint, boolean isDurable) {
    this.folder = folder;
    this.fingerprint = fingerprint;
    this.isDurable = isDurable;
  }

  private record Entry(Path file, long step, boolean isTurn) {}

  /** Returns the latest checkpoint that is whole; empty if there is none. */
  Optional<Checkpoint> latest() {
    return firstWhole(entries());
  }

  /** Returns the latest turning point that is whole; empty if there is none. */
  Optional<Checkpoint> latestTurn() {
    return firstWhole(entries().stream().filter(Entry::isTurn).toList());
  }

  private Optional<Checkpoint> firstWhole(List<Entry> entries) {
    for (Entry entry : entries) {
      try {
        CheckpointReader.Found found = CheckpointReader.read(entry.file());
        requireSame(found.fingerprint());
        return Optional.of(found.checkpoint());
      } catch (IOException e) {
        // Torn or damaged: the one before takes its place.
      }
    }
    return Optional.empty();
  }

  private void requireSame(String found) {
    if (!found.equals(fingerprint)) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          ("spec.checkpoint: %s holds checkpoints of another job; its source, data, recipe, seed or"
                  + " threads differ: give this job a folder of its own, or empty this one")
              .formatted(folder));
    }
  }

  /**
   * Writes a checkpoint and removes those that are not needed any more.
   *
   * @throws EngineException DISK_FULL if it does not fit: what was there before is there still
   */
  void write(Checkpoint checkpoint, boolean isTurn) {
    String name =
        "step-%012d%s.checkpoint".formatted(checkpoint.standing().step(), isTurn ? "-turn" : "");
    Path file = folder.resolve(name);
    Path unfinished = folder.resolve(name + UNFINISHED);
    try {
      Files.createDirectories(folder);
      write(unfinished, checkpoint);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
      prune();
    } catch (IOException e) {
      remove(unfinished);
      throw failure(e);
    }
  }

  private void write(Path file, Checkpoint checkpoint) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20)) {
      CheckpointWriter.write(out, fingerprint, checkpoint);
      out.flush();
      if (isDurable) {
        channel.force(true);
      }
    }
  }

  private void force(Path written) throws IOException {
    if (isDurable) {
      try (FileChannel channel = FileChannel.open(written, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Forgets what comes after a step: the training goes another way from there. */
  void forgetAfter(long step) {
    entries().stream().filter(entry -> entry.step() > step).forEach(entry -> remove(entry.file()));
  }

  /** Forgets everything. */
  void clear() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    entries().forEach(entry -> remove(entry.file()));
    try {
      removeUnfinished();
      Files.delete(folder);
    } catch (IOException e) {
      // Somebody else's files, or a folder that is not ours to remove: it may stay.
    }
  }

  private void prune() throws IOException {
    List<Entry> entries = entries();
    Optional<Entry> turn = entries.stream().filter(Entry::isTurn).findFirst();
    entries.stream()
        .skip(KEPT)
        .filter(entry -> !entry.equals(turn.orElse(null)))
        .forEach(entry -> remove(entry.file()));
    removeUnfinished();
  }

  private void removeUnfinished() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(file -> file.toString().endsWith(UNFINISHED)).forEach(CheckpointStore::remove);
    }
  }

  /** Returns what is there, the latest first. */
  private List<Entry> entries() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .flatMap(file -> entry(file).stream())
          .sorted(Comparator.comparingLong(Entry::step).thenComparing(Entry::isTurn).reversed())
          .toList();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static Optional<Entry> entry(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Optional.of(new Entry(file, Long.parseLong(name.group(1)), name.group(2) != null))
        : Optional.empty();
  }

  /** A file that cannot be removed takes room, nothing else. */
  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  private EngineException failure(IOException cause) {
    Reason reason =
        DiskSpace.isExhausted(cause)
            ? Reason.DISK_FULL
            : cause instanceof AccessDeniedException
                ? Reason.ACCESS_DENIED
                : Reason.STORE_UNAVAILABLE;
    return new EngineException(
        reason,
        "spec.checkpoint: %s does not take a checkpoint: %s".formatted(folder, cause.getMessage()),
        cause);
  }
}
