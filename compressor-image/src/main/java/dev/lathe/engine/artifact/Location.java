package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.net.URI;
import java.net.URISyntaxException;

/** What a URI in a manifest points at. */
public sealed interface Location {

  /** A path of this machine, absolute or relative to the manifest's folder. */
  record LocalFile(String path) implements Location {}

  /** A path inside a volume claimed by the job. */
  record Volume(String claim, String path) implements Location {}

  /** A file served by HTTP or HTTPS. */
  record Web(URI uri) implements Location {}

  /** An image in an OCI registry. */
  record Registry(OciReference reference) implements Location {}

  /**
   * Reads a URI: {@code file:path}, {@code pvc://claim/path}, {@code http://…}, {@code https://…},
   * {@code oci://host[:port]/repository[:tag|@sha256:…]}, or {@code oci+http://…} for a registry
   * without TLS.
   *
   * @throws EngineException INVALID_MANIFEST if it is none of these
   */
  static Location parse(String uri) {
    if (uri.indexOf('\0') >= 0) {
      throw unreadable(uri.replace('\0', '?'), "it holds a character of value 0");
    }
    int colon = uri.indexOf(':');
    String scheme = colon < 0 ? "" : uri.substring(0, colon);
    String rest = uri.substring(colon + 1);
    return switch (scheme) {
      case "file" -> new LocalFile(rest.startsWith("//") ? rest.substring(2) : rest);
      case "pvc" -> volume(uri, rest);
      case "http", "https" -> web(uri);
      case "oci" -> new Registry(OciReference.parse(withoutSlashes(uri, rest), false));
      case "oci+http" -> new Registry(OciReference.parse(withoutSlashes(uri, rest), true));
      default ->
          throw unreadable(uri, "the scheme is file:, pvc:, http:, https:, oci: or oci+http:");
    };
  }

  private static Location volume(String uri, String rest) {
    String[] parts = withoutSlashes(uri, rest).split("/", 2);
    if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw unreadable(uri, "a volume is written pvc://claim/path");
    }
    return new Volume(parts[0], parts[1]);
  }

  private static Location web(String uri) {
    try {
      URI parsed = new URI(uri);
      if (parsed.getHost() == null) {
        throw unreadable(uri, "it names no host");
      }
      if (parsed.getUserInfo() != null) {
        throw unreadable(
            uri, "credentials belong into a secret named by secretRef, not into the URI");
      }
      return new Web(parsed);
    } catch (URISyntaxException e) {
      throw unreadable(uri, e.getReason());
    }
  }

  private static String withoutSlashes(String uri, String rest) {
    if (!rest.startsWith("//")) {
      throw unreadable(uri, "the scheme is followed by //");
    }
    return rest.substring(2);
  }

  private static EngineException unreadable(String uri, String why) {
    return new EngineException(
        Reason.INVALID_MANIFEST, "cannot read URI '%s': %s".formatted(uri, why));
  }
}
