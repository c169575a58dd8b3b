package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells what a failed exchange with a store means for the job. */
final class StoreFailure {
  private StoreFailure() {}

  /** Returns the failure that an HTTP status stands for. */
  static EngineException ofStatus(int status, String what) {
    return switch (status) {
      case 401, 403 ->
          new EngineException(
              Reason.ACCESS_DENIED,
              "%s: the server refused with status %d: check secretRef and the rights of its user"
                  .formatted(what, status));
      case 404, 410 ->
          new EngineException(
              Reason.NOT_FOUND, "%s: not found (status %d): check the URI".formatted(what, status));
      case 429 ->
          new EngineException(
              Reason.STORE_UNAVAILABLE,
              "%s: the server asks to slow down (status 429)".formatted(what));
      default ->
          new EngineException(
              status >= 500 ? Reason.STORE_UNAVAILABLE : Reason.NOT_FOUND,
              "%s: the server answered with status %d".formatted(what, status));
    };
  }

  /** Returns the failure that an I/O error stands for: the local disk's, or else the store's. */
  static EngineException of(IOException error, String what) {
    if (DiskSpace.isExhausted(error)) {
      return new EngineException(Reason.DISK_FULL, what + ": the disk is full", error);
    }
    for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof SSLException || at instanceof CertPathBuilderException) {
        return new EngineException(
            Reason.ACCESS_DENIED,
            ("%s: no trusted TLS connection: %s (a registry without TLS is written oci+http://; an"
                    + " authority of your own goes into the secret as ca.crt)")
                .formatted(what, at.getMessage()),
            error);
      }
      if (at instanceof ConnectException) {
        return new EngineException(
            Reason.STORE_UNAVAILABLE, what + ": cannot connect to the server", error);
      }
      if (at instanceof NoSuchFileException missing) {
        return new EngineException(
            Reason.NOT_FOUND, "%s: %s does not exist".formatted(what, missing.getFile()), error);
      }
      if (at instanceof AccessDeniedException denied) {
        return new EngineException(
            Reason.ACCESS_DENIED,
            "%s: no permission for %s".formatted(what, denied.getFile()),
            error);
      }
    }
    String cause =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    Reason reason =
        error instanceof FileSystemException ? Reason.ACCESS_DENIED : Reason.STORE_UNAVAILABLE;
    return new EngineException(reason, "%s: %s".formatted(what, cause), error);
  }
}
