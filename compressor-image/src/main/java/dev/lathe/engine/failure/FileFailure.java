package dev.lathe.engine.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Tells what an error of a local disk, or of a volume, means for the job. */
public final class FileFailure {
  private FileFailure() {}

  /**
   * Returns the failure that an error stands for.
   *
   * @param what begins the message: the file, the URI or the field
   */
  public static EngineException of(IOException error, String what) {
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
      case FileAlreadyExistsException other ->
          new EngineException(
              Reason.ACCESS_DENIED,
              "%s: %s is no folder, and one is needed there".formatted(what, other.getFile()),
              error);
      case FileSystemException refused ->
          new EngineException(Reason.ACCESS_DENIED, what + ": " + message(refused), error);
      default -> new EngineException(Reason.STORE_UNAVAILABLE, what + ": " + message(error), error);
    };
  }

  private static String message(IOException error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }
}
