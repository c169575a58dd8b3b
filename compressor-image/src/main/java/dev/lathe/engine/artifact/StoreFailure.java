package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.util.Optional;
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
      default -> new EngineException(reasonOf(status), answered(status, what));
    };
  }

  private static String answered(int status, String what) {
    return "%s: the server answered with status %d".formatted(what, status);
  }

  /** A request that is refused for what it asks will be refused again, one that came amiss not. */
  private static Reason reasonOf(int status) {
    if (status >= 500 || status == 408 || status == 425) {
      return Reason.STORE_UNAVAILABLE;
    }
    return status >= 400 ? Reason.ACCESS_DENIED : Reason.NOT_FOUND;
  }

  /** Returns the failure of a server that does not keep to its protocol. */
  static EngineException ofAnswer(String what, String found) {
    return new EngineException(
        Reason.NOT_FOUND,
        "%s: %s: check that the URI is that of an OCI registry".formatted(what, found));
  }

  /** Returns the failure of an exchange with a server. */
  static EngineException ofExchange(IOException error, String what) {
    Optional<Throwable> tls = cause(error, SSLException.class);
    if (tls.or(() -> cause(error, CertPathBuilderException.class)).isPresent()) {
      return new EngineException(
          Reason.ACCESS_DENIED,
          ("%s: no trusted TLS connection: %s (a registry without TLS is written oci+http://; an"
                  + " authority of your own goes into the secret as ca.crt)")
              .formatted(what, tls.orElse(error).getMessage()),
          error);
    }
    String cause = "the connection broke: " + message(error);
    if (cause(error, UnresolvedAddressException.class).isPresent()) {
      cause = "there is no server of that name";
    } else if (cause(error, ConnectException.class).isPresent()) {
      cause = "cannot connect to the server";
    } else if (error instanceof HttpTimeoutException) {
      cause = "the server does not answer";
    }
    return new EngineException(Reason.STORE_UNAVAILABLE, what + ": " + cause, error);
  }

  private static String message(IOException error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  /** What a connection failed for stands inside the error that says that it did. */
  private static Optional<Throwable> cause(Throwable error, Class<? extends Throwable> kind) {
    for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
      if (kind.isInstance(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
