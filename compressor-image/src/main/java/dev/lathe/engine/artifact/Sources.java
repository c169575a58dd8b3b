package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Brings sources onto this machine and checks them against their digests. */
public final class Sources {
  private final Places places;

  public Sources(Places places) {
    this.places = places;
  }

  /**
   * Fetches a source. Files and volumes are used where they lie; the rest is copied into a folder
   * of its own below the scratch folder.
   *
   * @param name of that folder, unique among the job's sources
   * @throws EngineException DIGEST_MISMATCH, NOT_FOUND, ACCESS_DENIED, STORE_UNAVAILABLE or
   *     DISK_FULL; the message names the URI
   */
  public Fetched fetch(Source source, String name) {
    try {
      return switch (Location.parse(source.uri())) {
        case Location.LocalFile file -> local(places.resolve(file), source);
        case Location.Volume volume -> local(places.resolve(volume), source);
        case Location.Web web -> downloaded(web, source, name);
        case Location.Registry registry -> pulled(registry.reference(), source, name);
      };
    } catch (IOException e) {
      throw FileFailure.of(e, source.uri());
    }
  }

  /**
   * Fetches a model: of a folder that no path leads into, the only {@code .onnx} file there.
   *
   * @throws EngineException as {@link #fetch}; also if the folder holds no such file, or several
   */
  public Fetched fetchModel(Source source, String name) {
    Optional<Path> folder =
        switch (Location.parse(source.uri())) {
          case Location.LocalFile file -> Optional.of(places.resolve(file));
          case Location.Volume volume -> Optional.of(places.resolve(volume));
          case Location.Web _, Location.Registry _ -> Optional.empty();
        };
    if (folder.isEmpty() || source.path().isPresent() || !Files.isDirectory(folder.get())) {
      return fetch(source, name);
    }
    try {
      Path model = onlyModel(folder.get(), source.uri());
      Path inside = folder.get().relativize(model);
      return fetch(
          new Source(
              source.uri(), Optional.of(inside.toString()), source.digest(), source.secret()),
          name);
    } catch (IOException e) {
      throw FileFailure.of(e, source.uri());
    }
  }

  private Fetched local(Path root, Source source) throws IOException {
    Path path = root;
    if (source.path().isPresent()) {
      path = root.resolve(source.path().get()).normalize();
      if (!path.startsWith(root)) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "path '%s' leaves %s".formatted(source.path().get(), source.uri()));
      }
    }
    if (!Files.exists(path)) {
      throw new EngineException(
          Reason.NOT_FOUND, "%s: %s does not exist".formatted(source.uri(), path));
    }
    return checked(path, source.uri(), source);
  }

  private Fetched downloaded(Location.Web web, Source source, String name) throws IOException {
    Path folder = Files.createDirectories(places.work().resolve(name));
    Path file = folder.resolve(fileName(web.uri().getPath()));
    Access access = places.access(source.secret(), web.uri().getHost());
    Digest found = new HttpDownload(access).download(web.uri(), file);
    if (source.digest().isPresent()) {
      found.mustBe(source.digest().get(), source.uri());
    }
    return new Fetched(file, source.uri(), Optional.of(found));
  }

  private Fetched pulled(OciReference reference, Source source, String name) throws IOException {
    Path folder = Files.createDirectories(places.work().resolve(name));
    Access access = places.access(source.secret(), reference.registry());
    String wanted = source.path().orElse("");
    String root = wanted.startsWith("/") ? parent(wanted) : "models";
    Digest manifest = extract(reference, access, root, folder);
    Path path =
        wanted.isEmpty()
            ? onlyModel(folder, reference + ", below /models")
            : folder.resolve(wanted.startsWith("/") ? fileName(wanted) : wanted).normalize();
    if (!path.startsWith(folder) || !Files.exists(path)) {
      throw new EngineException(
          Reason.NOT_FOUND,
          "%s: the image holds no file %s".formatted(reference, "/" + root + "/" + wanted));
    }
    return checked(path, reference.withDigest(manifest).toString(), source);
  }

  private static Digest extract(OciReference reference, Access access, String root, Path folder)
      throws IOException {
    String what = reference.toString();
    try (OciRegistry registry = new OciRegistry(reference, access)) {
      byte[] manifest = registry.manifest(reference.qualifier());
      Digest pinned = Digest.of(manifest);
      Optional<List<Digest>> layers = OciImage.layers(manifest, what);
      if (layers.isEmpty()) {
        Digest image = OciImage.preferred(manifest, what);
        layers = OciImage.layers(registry.manifest(image.toString()), what);
      }
      Path blob = folder.resolveSibling(folder.getFileName() + ".layer");
      for (Digest layer : layers.orElse(List.of())) {
        registry.pull(layer, blob);
        extract(blob, root, folder, "layer %s of %s".formatted(layer, what));
        Files.delete(blob);
      }
      return pinned;
    }
  }

  private static void extract(Path layer, String root, Path folder, String what)
      throws IOException {
    try {
      LayerArchive.extract(layer, root, folder);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      if (DiskSpace.isExhausted(e)) {
        throw e;
      }
      throw new EngineException(
          Reason.INVALID_DATA,
          "%s is no tar archive, compressed by gzip or not: %s".formatted(what, e.getMessage()),
          e);
    }
  }

  private static Fetched checked(Path path, String uri, Source source) throws IOException {
    if (Files.isDirectory(path)) {
      if (source.digest().isPresent()) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "%s is a folder: a digest pins a single file".formatted(source.uri()));
      }
      return new Fetched(path, uri, Optional.empty());
    }
    Digest found = Digest.of(path);
    if (source.digest().isPresent()) {
      found.mustBe(source.digest().get(), source.uri());
    }
    return new Fetched(path, uri, Optional.of(found));
  }

  private static Path onlyModel(Path folder, String what) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> models = files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
      if (models.size() != 1) {
        throw new EngineException(
            models.isEmpty() ? Reason.NOT_FOUND : Reason.INVALID_MANIFEST,
            "%s: expected one .onnx file, found %d: name the one wanted by source.path"
                .formatted(what, models.size()));
      }
      return models.getFirst();
    }
  }

  private static String fileName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() || name.equals("..") ? "download" : name;
  }

  private static String parent(String absolute) {
    return absolute.substring(1, Math.max(1, absolute.lastIndexOf('/')));
  }
}
