package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Tells what an I/O error on a model's file means for the job. */
final class FileFailure {
  private FileFailure() {}

  static EngineException reading(Path file, IOException error) {
    return of(error, "%s cannot be read".formatted(file));
  }

  static EngineException writing(Path file, IOException error) {
    return of(error, "%s cannot be written".formatted(file));
  }

  private static EngineException of(IOException error, String what) {
    if (DiskSpace.isExhausted(error)) {
      return new EngineException(Reason.DISK_FULL, what + ": the disk is full", error);
    }
    return switch (error) {
      case NoSuchFileException missing ->
          new EngineException(
              Reason.NOT_FOUND, "%s: %s does not exist".formatted(what, missing.getFile()), error);
      case AccessDeniedException denied ->
          new EngineException(
              Reason.ACCESS_DENIED,
              "%s: no permission for %s".formatted(what, denied.getFile()),
              error);
      default ->
          new EngineException(
              Reason.STORE_UNAVAILABLE, "%s: %s".formatted(what, error.getMessage()), error);
    };
  }
}
