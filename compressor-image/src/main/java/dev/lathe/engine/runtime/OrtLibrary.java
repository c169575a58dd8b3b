package dev.lathe.engine.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads the native library, once in a process. */
final class OrtLibrary {
  /** If set, the library is loaded from this folder and nothing is unpacked. */
  private static final String NATIVE_PATH = "onnxruntime.native.path";

  private static final long UNPACKED_BYTES = 64L << 20;

  private OrtLibrary() {}

  private static @Nullable OrtEnvironment environment;

  /**
   * Returns the process's environment.
   *
   * @throws EngineException if the library cannot be loaded; the message says what it needs
   */
  static synchronized OrtEnvironment environment() {
    if (environment == null) {
      environment = load();
    }
    return environment;
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

  /**
   * Keeps the library from sending what it runs to its vendor, which releases from 1.29.0 on do by
   * default; they obey only a variable of the process's environment. It also keeps them from ending
   * the process by a segmentation fault where there is no shell or the command line is long.
   */
  private static void forbidTelemetry() {
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("setenv")
        .ifPresent(setenv -> {
          try (Arena arena = Arena.ofConfined()) {
            int failed =
                (int)
                    linker
                        .downcallHandle(
                            setenv, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                        .invokeExact(
                            arena.allocateFrom("ORT_DISABLE_TELEMETRY"),
                            arena.allocateFrom("1"),
                            1);
            if (failed != 0) {
              throw new EngineException(
                  Reason.ENGINE_ERROR, "ONNX Runtime's telemetry cannot be turned off");
            }
          } catch (EngineException e) {
            throw e;
          } catch (Throwable e) {
            throw new LinkageError("setenv", e);
          }
        });
  }

  private static OrtEnvironment load() {
    forbidTelemetry();
    if (System.getProperty(NATIVE_PATH) == null) {
      requireUsable(Path.of(System.getProperty("java.io.tmpdir")));
    }
    try {
      OrtEnvironment started =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "lathe");
      started.setTelemetry(false);
      return started;
    } catch (OrtException e) {
      throw OrtFailure.unexpected("ONNX Runtime does not start", e);
    } catch (LinkageError e) {
      throw new EngineException(
          Reason.ENGINE_ERROR, "ONNX Runtime's native library cannot be loaded: " + e, e);
    }
  }
}
