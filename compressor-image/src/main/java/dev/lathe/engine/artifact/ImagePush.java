package dev.lathe.engine.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends everything of a release but the manifest that makes it visible. */
final class ImagePush {
  private static final String ROOT = "models/";

  private final OciRegistry registry;
  private final Path scratch;

  ImagePush(OciRegistry registry, Path scratch) {
    this.registry = registry;
    this.scratch = scratch;
  }

  /** Sends the files as layers and returns the manifest of their image, which is not sent. */
  byte[] image(Release release) throws IOException {
    List<OciImage.Descriptor> layers = new ArrayList<>();
    for (Map.Entry<String, Path> file : release.files().entrySet()) {
      Path layer = scratch.resolve("layer.tar");
      LayerArchive.write(ROOT + file.getKey(), file.getValue(), layer);
      layers.add(push(layer, OciImage.LAYER_TYPE));
      Files.delete(layer);
    }
    byte[] config = OciImage.config(layers, release.labels());
    return OciImage.manifest(push(config, OciImage.CONFIG_TYPE), layers);
  }

  /**
   * Sends the files beside as an artifact that refers to the image. Registries that list referrers
   * list it; in all others it is found by its tag, {@code sha256-<digest of the image>.report}.
   */
  void report(Release release, byte[] image) throws IOException {
    List<OciImage.Attachment> files = new ArrayList<>();
    for (Map.Entry<String, Path> file : release.beside().entrySet()) {
      files.add(
          new OciImage.Attachment(
              file.getKey(), push(file.getValue(), OciImage.mediaType(file.getKey()))));
    }
    OciImage.Descriptor empty = push(OciImage.EMPTY, OciImage.EMPTY_TYPE);
    Digest subject = Digest.of(image);
    byte[] manifest =
        OciImage.report(
            empty, files, new OciImage.Descriptor(OciImage.MANIFEST_TYPE, subject, image.length));
    registry.put(manifest, OciImage.MANIFEST_TYPE, "sha256-%s.report".formatted(subject.hex()));
  }

  private OciImage.Descriptor push(byte[] bytes, String mediaType) throws IOException {
    Path blob = Files.write(scratch.resolve("blob.json"), bytes);
    OciImage.Descriptor pushed = push(blob, mediaType);
    Files.delete(blob);
    return pushed;
  }

  private OciImage.Descriptor push(Path blob, String mediaType) throws IOException {
    Digest digest = Digest.of(blob);
    registry.push(digest, blob);
    return new OciImage.Descriptor(mediaType, digest, Files.size(blob));
  }
}
