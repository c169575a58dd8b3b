package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * What every exchange by HTTP here has in common: limits of patience, and content that is whole.
 */
final class Transfer {
  /** The longest time without a byte, or without an answer to a request that sends none. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final int TRIES = 3;

  private Transfer() {}

  static HttpClient newClient(SSLContext tls) {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT_TIMEOUT)
        .sslContext(tls)
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /** Runs an exchange that is safe to repeat, again where the store may only have been busy. */
  static <T> T withRetries(Supplier<T> exchange) {
    for (int attempt = 1; ; attempt++) {
      try {
        return exchange.get();
      } catch (EngineException e) {
        if (e.reason() != Reason.STORE_UNAVAILABLE || attempt == TRIES) {
          throw e;
        }
        pause(Duration.ofSeconds(attempt));
      }
    }
  }

  /** Sends a request; messages call the other side {@code what}. */
  static <T> HttpResponse<T> send(
      HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler, String what) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw StoreFailure.ofExchange(e, what);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Writes a body to a file and returns its digest.
   *
   * @throws EngineException STORE_UNAVAILABLE if the connection breaks, stalls or ends early;
   *     DISK_FULL
   */
  static Digest save(HttpResponse<InputStream> response, Path target, String what) {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    MessageDigest sha256 = Digest.sha256();
    AtomicLong lastByte = new AtomicLong(System.nanoTime());
    InputStream body = response.body();
    Thread watchdog = Thread.ofVirtual().start(() -> closeWhenStalled(body, lastByte));
    long total = 0;
    try (body;
        OutputStream out = new DigestOutputStream(Files.newOutputStream(target), sha256)) {
      byte[] chunk = new byte[1 << 16];
      for (int read = read(body, chunk, what); read >= 0; read = read(body, chunk, what)) {
        lastByte.set(System.nanoTime());
        out.write(chunk, 0, read);
        total += read;
      }
    } catch (IOException e) {
      throw FileFailure.of(e, what);
    } finally {
      watchdog.interrupt();
    }
    if (length >= 0 && total != length) {
      throw new EngineException(
          Reason.STORE_UNAVAILABLE,
          "%s: the connection ended after %d of %d bytes".formatted(what, total, length));
    }
    return Digest.ofState(sha256);
  }

  /** Reads from the network alone, so that a fault of the disk is not taken for one of it. */
  private static int read(InputStream body, byte[] chunk, String what) {
    try {
      return body.read(chunk);
    } catch (IOException e) {
      throw new EngineException(
          Reason.STORE_UNAVAILABLE,
          "%s: the connection broke: %s".formatted(what, e.getMessage()),
          e);
    }
  }

  private static void closeWhenStalled(InputStream body, AtomicLong lastByte) {
    try {
      while (System.nanoTime() - lastByte.get() < PATIENCE.toNanos()) {
        Thread.sleep(Duration.ofSeconds(1));
      }
      body.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static EngineException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new EngineException(Reason.INTERRUPTED, "told to stop during a transfer", e);
  }
}
