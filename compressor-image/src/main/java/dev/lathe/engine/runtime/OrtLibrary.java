package dev.lathe.engine.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads the native library, once in a process. */
final class OrtLibrary {
  /** If set, the library is loaded from this folder and nothing is unpacked. */
  private static final String NATIVE_PATH = "onnxruntime.native.path";

  private static final long UNPACKED_BYTES = 64L << 20;

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** From this length on, release 1.29.0 ends the whole process by a segmentation fault. */
  private static final int FATAL_COMMAND_LINE_BYTES = 3976;

  private OrtLibrary() {}

  private static final class Holder {
    private static final OrtEnvironment ENVIRONMENT = load();
  }

  /**
   * Returns the process's environment.
   *
   * @throws EngineException if the library cannot be loaded; the message says what it needs
   */
  static OrtEnvironment environment() {
    return Holder.ENVIRONMENT;
  }

  /** Checks that the folder can take the library that the jar holds. */
  static void requireUsable(Path temporaryFolder) {
    try {
      Path probe = Files.createTempFile(temporaryFolder, "lathe", ".probe");
      Files.delete(probe);
      long free = Files.getFileStore(temporaryFolder).getUsableSpace();
      if (free < UNPACKED_BYTES) {
        throw new EngineException(
            Reason.DISK_FULL,
            "ONNX Runtime unpacks its library to java.io.tmpdir=%s and needs %d MiB there, found %d"
                .formatted(temporaryFolder, UNPACKED_BYTES >> 20, free >> 20));
      }
    } catch (IOException e) {
      throw new EngineException(
          Reason.ENGINE_ERROR,
          ("ONNX Runtime unpacks its library to java.io.tmpdir, but %s cannot be written to:"
                  + " mount a writable folder there, or set -Djava.io.tmpdir")
              .formatted(temporaryFolder),
          e);
    }
  }

  /** Checks that the process was started by a command line that the library survives. */
  static void requireShort(Path commandLine) {
    try {
      int bytes = Files.isReadable(commandLine) ? Files.readAllBytes(commandLine).length : 0;
      if (bytes >= FATAL_COMMAND_LINE_BYTES) {
        throw new EngineException(
            Reason.ENGINE_ERROR,
            ("ONNX Runtime crashes in a process whose command line takes %d bytes or more, found"
                    + " %d: pass the class path by an argument file (java @file) or CLASSPATH")
                .formatted(FATAL_COMMAND_LINE_BYTES, bytes));
      }
    } catch (IOException e) {
      throw new EngineException(
          Reason.ENGINE_ERROR, "the process's command line cannot be read", e);
    }
  }

  private static OrtEnvironment load() {
    requireShort(COMMAND_LINE);
    if (System.getProperty(NATIVE_PATH) == null) {
      requireUsable(Path.of(System.getProperty("java.io.tmpdir")));
    }
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "lathe");
      environment.setTelemetry(false);
      return environment;
    } catch (OrtException e) {
      throw OrtFailure.unexpected("ONNX Runtime does not start", e);
    } catch (LinkageError e) {
      throw new EngineException(
          Reason.ENGINE_ERROR, "ONNX Runtime's native library cannot be loaded: " + e, e);
    }
  }
}
