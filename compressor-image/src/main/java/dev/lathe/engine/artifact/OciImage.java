package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of images: reading the layers of any, writing those of a published model. */
final class OciImage {
  static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
  static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";

  /** Not compressed: trained weights hardly are compressible, and unpacking is most of a pull. */
  static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

  /** The type of an artifact with the report of a run. */
  static final String REPORT_TYPE = "application/vnd.lathe.report.v1";

  static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
  static final byte[] EMPTY = {'{', '}'};

  private OciImage() {}

  /** A layer or configuration as a manifest names it. */
  record Descriptor(String mediaType, Digest digest, long size) {}

  /** A file of an artifact under its name. */
  record Attachment(String name, Descriptor content) {}

  /**
   * Returns the layers of an image manifest, lowest first, or empty if it is an index of several.
   *
   * @throws EngineException INVALID_DATA if it is neither
   */
  static Optional<List<Digest>> layers(byte[] manifest, String what) {
    JsonNode json = parse(manifest, what);
    if (!json.has("layers")) {
      return Optional.empty();
    }
    List<Digest> layers = new ArrayList<>();
    for (JsonNode layer : json.path("layers")) {
      layers.add(digest(layer, what));
    }
    return Optional.of(layers);
  }

  /**
   * Returns the image of an index for this platform, or the first if none is: models run on all.
   */
  static Digest preferred(byte[] index, String what) {
    JsonNode manifests = parse(index, what).path("manifests");
    if (manifests.isEmpty()) {
      throw new EngineException(
          Reason.INVALID_DATA, what + ": neither an image nor an index of images");
    }
    for (JsonNode manifest : manifests) {
      if (manifest.path("platform").path("architecture").asString("").equals("amd64")) {
        return digest(manifest, what);
      }
    }
    return digest(manifests.get(0), what);
  }

  private static Digest digest(JsonNode descriptor, String what) {
    String written = descriptor.path("digest").asString("");
    try {
      return Digest.parse(written);
    } catch (EngineException e) {
      throw new EngineException(
          Reason.INVALID_DATA, "%s: its manifest: %s".formatted(what, e.getMessage()), e);
    }
  }

  private static JsonNode parse(byte[] manifest, String what) {
    try {
      return JsonMapper.shared().readTree(manifest);
    } catch (JacksonException e) {
      throw new EngineException(
          Reason.INVALID_DATA, what + ": the image's manifest is not JSON", e);
    }
  }

  /** Returns an image configuration without times, so that equal layers give equal bytes. */
  static byte[] config(List<Descriptor> layers, Map<String, String> labels) {
    ObjectNode config = JsonMapper.shared().createObjectNode();
    config.put("architecture", "amd64").put("os", "linux");
    ObjectNode labelNode = config.putObject("config").putObject("Labels");
    new TreeMap<>(labels).forEach(labelNode::put);
    ArrayNode diffs = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    layers.forEach(layer -> diffs.add(layer.digest().toString()));
    return JsonMapper.shared().writeValueAsBytes(config);
  }

  static byte[] manifest(Descriptor config, List<Descriptor> layers) {
    ObjectNode manifest = JsonMapper.shared().createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", MANIFEST_TYPE);
    write(config, manifest.putObject("config"));
    ArrayNode array = manifest.putArray("layers");
    layers.forEach(layer -> write(layer, array.addObject()));
    return JsonMapper.shared().writeValueAsBytes(manifest);
  }

  /** Returns the manifest of an artifact that holds files about an image. */
  static byte[] report(Descriptor empty, List<Attachment> files, Descriptor subject) {
    ObjectNode manifest = JsonMapper.shared().createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", MANIFEST_TYPE);
    manifest.put("artifactType", REPORT_TYPE);
    write(empty, manifest.putObject("config"));
    ArrayNode layers = manifest.putArray("layers");
    for (Attachment file : files) {
      ObjectNode layer = layers.addObject();
      write(file.content(), layer);
      layer.putObject("annotations").put("org.opencontainers.image.title", file.name());
    }
    write(subject, manifest.putObject("subject"));
    return JsonMapper.shared().writeValueAsBytes(manifest);
  }

  /** Returns the media type of a report's file by its name. */
  static String mediaType(String name) {
    return name.endsWith(".html") ? "text/html" : "application/json";
  }

  private static void write(Descriptor descriptor, ObjectNode node) {
    node.put("mediaType", descriptor.mediaType())
        .put("digest", descriptor.digest().toString())
        .put("size", descriptor.size());
  }
}
