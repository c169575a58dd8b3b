package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Destination;
import dev.lathe.engine.artifact.Digest;
import dev.lathe.engine.artifact.Location;
import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what is to be fetched, and where to publish. */
final class SourceReader {
  private static final Pattern SECRET = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private SourceReader() {}

  /** Reads {@code uri}, {@code path}, {@code digest} and {@code secretRef}. */
  static Source read(Fields fields) {
    Value uri = fields.required("uri");
    Optional<Location> location = location(uri);
    Optional<String> path = fields.optional("path").map(SourceReader::innerPath);
    Optional<Digest> digest = fields.optional("digest").flatMap(SourceReader::digest);
    if (location.isPresent() && location.get() instanceof Location.Web && digest.isEmpty()) {
      fields.fault("what comes from the web needs a digest: what a server answers may change");
    }
    if (location.isPresent()
        && location.get() instanceof Location.Registry
        && !isQualified(uri.text())) {
      uri.fault("an image is named by tag or digest: put :<tag> or @sha256:<digest> behind it");
    }
    return new Source(uri.text(), path, digest, secret(fields));
  }

  /** Reads {@code uri} and {@code secretRef}. */
  static Destination destination(Fields fields) {
    Value uri = fields.required("uri");
    location(uri).ifPresent(location -> requirePublishable(uri, location));
    return new Destination(uri.text(), secret(fields));
  }

  /** Reads the URI of a folder that is written and read again. */
  static String folder(Value uri) {
    Optional<Location> location = location(uri);
    if (location.isPresent()
        && !(location.get() instanceof Location.LocalFile)
        && !(location.get() instanceof Location.Volume)) {
      uri.fault("checkpoints are kept in a folder: start the URI with pvc:// or file:");
    }
    return uri.text();
  }

  private static void requirePublishable(Value uri, Location location) {
    switch (location) {
      case Location.LocalFile _, Location.Volume _ -> {}
      case Location.Web _ ->
          uri.fault("results go to an image or a folder: use oci://, oci+http://, pvc:// or file:");
      case Location.Registry(var reference) -> {
        if (reference.digest().isPresent()) {
          uri.fault("what is published gets its digest by being published: name a tag instead");
        } else if (!isQualified(uri.text())) {
          uri.fault("an image to publish needs a tag: put :<tag> behind it");
        } else if (reference.tag().equals("latest")) {
          uri.fault("the tag latest is overwritten by the next model: give it a tag of its own");
        }
      }
    }
  }

  /** Whether an image's tag or digest is written out. */
  private static boolean isQualified(String uri) {
    String last = uri.substring(uri.lastIndexOf('/') + 1);
    return last.contains(":") || last.contains("@");
  }

  private static Optional<Location> location(Value uri) {
    String text = uri.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Location location = Location.parse(text);
      if (location instanceof Location.Volume(String _, String path) && leaves(path)) {
        uri.fault("the path must stay inside the volume: take '..' out");
      }
      return Optional.of(location);
    } catch (EngineException e) {
      uri.fault(e.getMessage());
      return Optional.empty();
    }
  }

  /** Reads a path inside a folder or image. */
  static String innerPath(Value value) {
    String path = value.text();
    if (leaves(path)) {
      value.fault("the path must stay inside its source: take '..' out");
    }
    if (path.indexOf('\0') >= 0) {
      value.fault("no path holds a character of value 0");
      return "";
    }
    return path;
  }

  private static boolean leaves(String path) {
    return Arrays.asList(path.split("/")).contains("..");
  }

  private static Optional<Digest> digest(Value value) {
    String text = value.text();
    if (!DIGEST.matcher(text).matches()) {
      value.fault(
          "sha256: and 64 lower-case hexadecimal digits expected, as sha256sum prints them, found \"%s\""
              .formatted(text));
      return Optional.empty();
    }
    return Optional.of(Digest.parse(text));
  }

  private static Optional<String> secret(Fields fields) {
    return fields
        .optional("secretRef")
        .map(reference ->
            reference.object(secret -> {
              Value name = secret.required("name");
              String text = name.text();
              if (!text.isEmpty() && !SECRET.matcher(text).matches()) {
                name.fault(
                    "a name of lower-case letters, digits, '-' and '.' expected, found \"%s\""
                        .formatted(text));
              }
              return text;
            }));
  }
}
