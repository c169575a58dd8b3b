package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/**
 * Downloads a file by HTTP.
 *
 * <p>Credentials go to the server of the URI only, never along a redirect to another one, and a
 * redirect never leads from HTTPS to HTTP.
 */
final class HttpDownload {
  private static final int MAX_REDIRECTS = 5;

  private final Access access;

  HttpDownload(Access access) {
    this.access = access;
  }

  /** Writes the content to {@code target} and returns its digest. */
  Digest download(URI uri, Path target) {
    try (HttpClient client = Transfer.newClient(access.tls())) {
      return Transfer.withRetries(() -> attempt(client, uri, target));
    }
  }

  private Digest attempt(HttpClient client, URI uri, Path target) {
    URI at = uri;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(Transfer.PATIENCE).GET();
      if (isSameServer(at, uri)) {
        access.credentials().header().ifPresent(value -> request.header("Authorization", value));
      }
      HttpResponse<InputStream> response =
          Transfer.send(
              client, request.build(), HttpResponse.BodyHandlers.ofInputStream(), uri.toString());
      if (response.statusCode() == 200) {
        return Transfer.save(response, target, uri.toString());
      }
      at = redirected(at, response, uri);
    }
    throw new EngineException(
        Reason.NOT_FOUND, "%s: more than %d redirects".formatted(uri, MAX_REDIRECTS));
  }

  private static URI redirected(URI from, HttpResponse<?> response, URI asked) {
    URI to =
        response
            .headers()
            .firstValue("Location")
            .filter(location -> response.statusCode() / 100 == 3)
            .map(from::resolve)
            .orElseThrow(() -> StoreFailure.ofStatus(response.statusCode(), asked.toString()));
    if (from.getScheme().equals("https") && !"https".equals(to.getScheme())) {
      throw new EngineException(
          Reason.ACCESS_DENIED, "%s redirects from HTTPS to %s".formatted(asked, to));
    }
    return to;
  }

  private static boolean isSameServer(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getAuthority().equals(other.getAuthority());
  }
}
