package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Puts finished files where the manifest wants them.
 *
 * <p>An image holds each file in a layer of its own below {@code /models}, so that it can be
 * mounted as an image volume or used as a model car; times, owners and order are fixed, so that the
 * same files give the same digest. What is only said about the files becomes an artifact of its own
 * that refers to the image. Layers go first, then that, and the image's manifest last: an image
 * that is seen is whole.
 */
public final class Publisher {
  private final Places places;

  public Publisher(Places places) {
    this.places = places;
  }

  /**
   * Finds out early what would keep {@link #publish} from its work: whether the folder is free and
   * can be written to, or the registry lets one push. Leaves nothing behind.
   *
   * @throws EngineException as {@link #publish}
   */
  public void requireOpen(Destination destination) {
    try {
      switch (Location.parse(destination.uri())) {
        case Location.LocalFile file ->
            new FolderPublisher(places.resolve(file)).requireOpen(destination.uri());
        case Location.Volume volume ->
            new FolderPublisher(places.resolve(volume)).requireOpen(destination.uri());
        case Location.Registry(OciReference reference) -> {
          try (OciRegistry registry =
              new OciRegistry(
                  reference, places.access(destination.secret(), reference.registry()))) {
            registry.requirePush();
          }
        }
        case Location.Web web -> throw unpublishable(web);
      }
    } catch (IOException e) {
      throw FileFailure.of(e, destination.uri());
    }
  }

  private static EngineException unpublishable(Location.Web web) {
    return new EngineException(
        Reason.INVALID_MANIFEST,
        "cannot publish to %s: the output is file:, pvc: or oci:".formatted(web.uri()));
  }

  /**
   * Publishes a release.
   *
   * @param destination a {@link Location}, not by HTTP; an image by tag
   * @throws EngineException ACCESS_DENIED, NOT_FOUND, STORE_UNAVAILABLE or DISK_FULL, and nothing
   *     is visible at the destination that was not there before; INVALID_MANIFEST if the folder
   *     holds something else
   */
  public Published publish(Release release, Destination destination) {
    try {
      return switch (Location.parse(destination.uri())) {
        case Location.LocalFile file ->
            new FolderPublisher(places.resolve(file)).publish(release, destination.uri());
        case Location.Volume volume ->
            new FolderPublisher(places.resolve(volume)).publish(release, destination.uri());
        case Location.Registry registry ->
            push(registry.reference(), release, destination.secret());
        case Location.Web web -> throw unpublishable(web);
      };
    } catch (IOException e) {
      throw FileFailure.of(e, destination.uri());
    }
  }

  private Published push(OciReference reference, Release release, Optional<String> secret)
      throws IOException {
    if (reference.digest().isPresent()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "cannot publish to %s: the digest follows from the content; name a tag"
              .formatted(reference));
    }
    Path scratch = Files.createDirectories(places.work().resolve("publish"));
    try (OciRegistry registry =
        new OciRegistry(reference, places.access(secret, reference.registry()))) {
      ImagePush push = new ImagePush(registry, scratch);
      byte[] image = push.image(release);
      if (!release.beside().isEmpty()) {
        push.report(release, image);
      }
      Digest digest = registry.put(image, OciImage.MANIFEST_TYPE, reference.tag());
      return new Published(reference.withDigest(digest).toString(), digest, size(release));
    }
  }

  private static long size(Release release) throws IOException {
    long size = 0;
    for (Path file : release.files().values()) {
      size += Files.size(file);
    }
    return size;
  }
}
