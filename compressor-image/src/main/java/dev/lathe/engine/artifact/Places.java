package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where on this machine the names of a manifest lie.
 *
 * @param base folder of the manifest, to which {@code file:} is relative
 * @param volumes folder of mounted claims, one folder a claim; empty outside a cluster
 * @param secrets folder of mounted secrets, one folder a secret
 * @param work scratch folder for what is fetched
 */
public record Places(Path base, Optional<Path> volumes, Path secrets, Path work) {

  /**
   * Returns the folder that a URI names, which need not be there.
   *
   * @throws EngineException INVALID_MANIFEST if it names no folder of this machine or of a mounted
   *     claim
   */
  public Path folder(String uri) {
    return switch (Location.parse(uri)) {
      case Location.LocalFile file -> resolve(file);
      case Location.Volume volume -> resolve(volume);
      case Location.Web _, Location.Registry _ ->
          throw new EngineException(
              Reason.INVALID_MANIFEST, "%s is no folder: use pvc:// or file:".formatted(uri));
    };
  }

  /** Returns the path of a file or folder of this machine or of a mounted claim. */
  Path resolve(Location.LocalFile file) {
    return base.resolve(file.path()).normalize();
  }

  /**
   * Returns the path inside a mounted claim.
   *
   * @throws EngineException INVALID_MANIFEST if no claims are mounted here or the path leaves the
   *     claim
   */
  Path resolve(Location.Volume volume) {
    Path root =
        volumes
            .orElseThrow(() ->
                new EngineException(
                    Reason.INVALID_MANIFEST,
                    "pvc://%s/… is mounted only in a cluster: use file: here, or set LATHE_VOLUMES to a folder with one folder for each claim"
                        .formatted(volume.claim())))
            .resolve(volume.claim());
    Path path = root.resolve(volume.path()).normalize();
    if (!path.startsWith(root)) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "the path of pvc://%s/%s leaves the volume".formatted(volume.claim(), volume.path()));
    }
    return path;
  }

  /**
   * Returns how to approach a store with what a secret holds: credentials, {@code ca.crt}, both.
   */
  Access access(Optional<String> secret, String server) {
    if (secret.isEmpty()) {
      return Access.anonymous();
    }
    Path folder = secrets.resolve(secret.get());
    Path authority = folder.resolve("ca.crt");
    return new Access(
        Credentials.read(folder, server),
        Files.exists(authority) ? Trust.alsoIn(authority) : Trust.platform());
  }
}
