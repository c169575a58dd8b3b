package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Puts finished files where the manifest wants them.
 *
 * <p>An image holds each file in a layer of its own below {@code /models}, so that it can be
 * mounted as an image volume or used as a model car; times, owners and order are fixed, so that the
 * same files give the same digest. Layers go first and the manifest last: an image that is seen is
 * whole.
 */
public final class Publisher {
  private static final String ROOT = "models/";

  private final Places places;

  public Publisher(Places places) {
    this.places = places;
  }

  /**
   * Publishes files.
   *
   * @param files by their names at the destination, which may have folders
   * @param labels of an image; unused for a folder
   * @param destination a {@link Location}, not by HTTP; an image by tag
   * @throws EngineException ACCESS_DENIED, NOT_FOUND, STORE_UNAVAILABLE or DISK_FULL, and nothing
   *     is visible at the destination that was not there before
   */
  public Published publish(
      SortedMap<String, Path> files, Map<String, String> labels, Destination destination) {
    try {
      return switch (Location.parse(destination.uri())) {
        case Location.LocalFile file ->
            new FolderPublisher(places.resolve(file)).publish(files, destination.uri());
        case Location.Volume volume ->
            new FolderPublisher(places.resolve(volume)).publish(files, destination.uri());
        case Location.Registry registry ->
            push(registry.reference(), files, labels, destination.secret());
        case Location.Web web ->
            throw new EngineException(
                Reason.INVALID_MANIFEST,
                "cannot publish to %s: the output is file:, pvc: or oci:".formatted(web.uri()));
      };
    } catch (IOException e) {
      throw StoreFailure.of(e, destination.uri());
    }
  }

  private Published push(
      OciReference reference,
      SortedMap<String, Path> files,
      Map<String, String> labels,
      Optional<String> secret)
      throws IOException {
    if (reference.digest().isPresent()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "cannot publish to %s: the digest follows from the content; name a tag"
              .formatted(reference));
    }
    Path scratch = Files.createDirectories(places.work().resolve("publish"));
    List<OciImage.Descriptor> layers = new ArrayList<>();
    long size = 0;
    try (OciRegistry registry =
        new OciRegistry(reference, places.access(secret, reference.registry()))) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        size += Files.size(file.getValue());
        Path layer = scratch.resolve("layer.tar");
        LayerArchive.write(ROOT + file.getKey(), file.getValue(), layer);
        layers.add(push(registry, layer, OciImage.LAYER_TYPE));
        Files.delete(layer);
      }
      Path config = scratch.resolve("config.json");
      Files.write(config, OciImage.config(layers, labels));
      byte[] manifest = OciImage.manifest(push(registry, config, OciImage.CONFIG_TYPE), layers);
      Digest digest = registry.put(manifest, OciImage.MANIFEST_TYPE, reference.tag());
      return new Published(reference.withDigest(digest).toString(), digest, size);
    }
  }

  private static OciImage.Descriptor push(OciRegistry registry, Path blob, String mediaType)
      throws IOException {
    Digest digest = Digest.of(blob);
    registry.push(digest, blob);
    return new OciImage.Descriptor(mediaType, digest, Files.size(blob));
  }
}
