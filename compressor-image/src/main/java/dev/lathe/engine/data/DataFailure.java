package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What goes wrong with a data set, in the user's words. */
final class DataFailure {
  private DataFailure() {}

  static EngineException invalid(String message) {
    return new EngineException(Reason.INVALID_DATA, message);
  }

  /** Says why samples cannot be changed at random. */
  static EngineException augmentation(String message) {
    return new EngineException(
        Reason.INVALID_MANIFEST, "spec.data.training.augmentation: " + message);
  }

  /** Says that something cannot be read, and whether because it is missing, cut off or damaged. */
  static EngineException unreadable(String what, IOException cause) {
    return switch (cause) {
      case NoSuchFileException missing ->
          new EngineException(
              Reason.NOT_FOUND, what + " does not exist: " + missing.getFile(), cause);
      case EOFException cut ->
          new EngineException(
              Reason.INVALID_DATA, what + " is truncated: it ends before its last sample", cut);
      case FileSystemException refused ->
          new EngineException(
              Reason.INVALID_DATA, what + " cannot be read: " + refused.getMessage(), refused);
      default ->
          new EngineException(
              Reason.INVALID_DATA, what + " is damaged: " + cause.getMessage(), cause);
    };
  }

  static EngineException missing(Path file) {
    return new EngineException(Reason.NOT_FOUND, file + " does not exist");
  }
}
