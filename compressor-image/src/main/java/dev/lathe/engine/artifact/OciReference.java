package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an image, as the distribution specification writes it.
 *
 * @param registry host, with a port where it is not the scheme's
 * @param tag {@code latest} where neither tag nor digest is written
 * @param digest of the manifest; wins over the tag
 * @param plainHttp whether the registry is spoken to without TLS
 */
public record OciReference(
    String registry, String repository, String tag, Optional<Digest> digest, boolean plainHttp) {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?<registry>[A-Za-z0-9.-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:]+](:[0-9]{1,5})?)"
              + "/(?<repository>[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)"
              + "(:(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
              + "(@(?<digest>sha256:[0-9a-f]{64}))?");

  static OciReference parse(String written, boolean plainHttp) {
    Matcher matcher = WRITTEN.matcher(written);
    if (!matcher.matches()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          ("cannot read image reference '%s': expected host[:port]/repository[:tag][@sha256:<64 hex"
                  + " digits>], the repository in lower case")
              .formatted(written));
    }
    String tag = matcher.group("tag");
    String digest = matcher.group("digest");
    return new OciReference(
        matcher.group("registry"),
        matcher.group("repository"),
        tag == null ? "latest" : tag,
        Optional.ofNullable(digest).map(Digest::parse),
        plainHttp);
  }

  /** Returns what follows the repository in requests: the digest if there is one, else the tag. */
  String qualifier() {
    return digest.map(Digest::toString).orElse(tag);
  }

  OciReference withDigest(Digest pinned) {
    return new OciReference(registry, repository, tag, Optional.of(pinned), plainHttp);
  }

  OciReference withTag(String other) {
    return new OciReference(registry, repository, other, Optional.empty(), plainHttp);
  }

  /** Returns the URI that names this image, by digest where it is known. */
  @Override
  public String toString() {
    return "%s://%s/%s%s"
        .formatted(
            plainHttp ? "oci+http" : "oci",
            registry,
            repository,
            digest.map(d -> "@" + d).orElse(":" + tag));
  }
}
