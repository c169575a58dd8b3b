package dev.lathe.engine.cli;

import dev.lathe.engine.artifact.Location;
import dev.lathe.engine.artifact.Places;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.Manifest;
import dev.lathe.engine.recipe.Workplace;
import dev.lathe.engine.recipe.grammar.YamlFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that takes a job has in common. */
final class JobOptions {
  private static final int MOST_THREADS = 256;

  /** A character of UTF-8 takes at most 4 bytes; what is longer is refused as it is parsed. */
  private static final long LARGEST_MANIFEST_BYTES = 4L * YamlFile.LONGEST;

  @Parameters(
      paramLabel = "JOB",
      description = "A CompressionJob manifest, the same that a cluster takes.")
  private @Nullable Path job;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "Folder that file: URIs are relative to. Default: the manifest's.")
  private @Nullable Path base;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Scratch folder; fetched files stay there. Default: $$LATHE_WORK, else a temporary one.")
  private @Nullable Path work;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads to compute with. Default: the manifest's, else $$LATHE_THREADS, else all cores.")
  private @Nullable Integer threads;

  /** A manifest and the text it was read from. */
  record Job(Manifest manifest, String text) {}

  /**
   * Reads the manifest.
   *
   * @throws EngineException NOT_FOUND or INVALID_MANIFEST
   */
  Job read() {
    return read(file());
  }

  /** Reads any manifest. */
  static Job read(Path file) {
    String text = text(file);
    return new Job(Manifest.parse(file.getFileName().toString(), text), text);
  }

  private static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new EngineException(
            Reason.NOT_FOUND, "%s is a folder: name the manifest in it".formatted(file));
      }
      if (Files.size(file) > LARGEST_MANIFEST_BYTES) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "%s is no manifest: it has %d bytes, at most %d are read"
                .formatted(file, Files.size(file), LARGEST_MANIFEST_BYTES));
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "%s is not text in UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new EngineException(
          Reason.NOT_FOUND, "there is no readable manifest %s".formatted(file), e);
    }
  }

  private Path file() {
    if (job == null) {
      throw new IllegalStateException("the manifest's path is a required parameter");
    }
    return job;
  }

  /** Returns the folder that {@code file:} URIs are relative to. */
  Path base() {
    Path manifest = file().toAbsolutePath().normalize();
    return base == null ? manifest.resolveSibling("") : base.toAbsolutePath().normalize();
  }

  /** Returns the scratch folder to use; empty where a temporary one is to be made. */
  Optional<Path> work(Host host) {
    return Optional.ofNullable(work)
        .or(() -> host.path("LATHE_WORK"))
        .map(path -> path.toAbsolutePath().normalize());
  }

  /**
   * Returns where to work.
   *
   * @param scratch the scratch folder
   */
  Workplace workplace(Host host, Manifest manifest, Path scratch) {
    Places places = new Places(base(), host.path("LATHE_VOLUMES"), secrets(host), scratch);
    return new Workplace(places, rejected(manifest, host), threads(manifest, host));
  }

  /** Returns the folder with a folder for each secret. */
  static Path secrets(Host host) {
    return host.path("LATHE_SECRETS")
        .orElseGet(() ->
            host.path("XDG_CONFIG_HOME")
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"))
                .resolve("lathe/secrets"));
  }

  /** Beside a folder of this machine; else in the scratch folder, or where the command runs. */
  private Path rejected(Manifest manifest, Host host) {
    String output = manifest.running().output().map(one -> one.uri()).orElse("file:out");
    if (Location.parse(output) instanceof Location.LocalFile(String path)) {
      Path folder = base().resolve(path).normalize();
      return folder.resolveSibling(folder.getFileName() + ".rejected");
    }
    String name = manifest.name().isEmpty() ? "job" : manifest.name();
    return work(host).orElse(Path.of("").toAbsolutePath()).resolve(name + ".rejected");
  }

  private int threads(Manifest manifest, Host host) {
    if (threads != null) {
      return Math.clamp(threads, 1, MOST_THREADS);
    }
    return manifest
        .running()
        .threads()
        .orElseGet(() ->
            host.variable("LATHE_THREADS")
                .map(JobOptions::parseThreads)
                .orElse(Runtime.getRuntime().availableProcessors()));
  }

  private static int parseThreads(String text) {
    try {
      return Math.clamp(Integer.parseInt(text), 1, MOST_THREADS);
    } catch (NumberFormatException e) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "LATHE_THREADS: a number expected, found '%s'".formatted(text));
    }
  }
}
