package dev.lathe.crds;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Manifests as users write them: files, sent as they are. */
final class Manifests {
  static final Path EXAMPLES = Path.of("src/main/examples");

  /** Bad ones; below it, in {@code cluster}, those whose fault the engine does not look at. */
  static final Path BAD = Path.of("src/test/resources/bad");

  private Manifests() {}

  /** Returns the files below a folder in the order of their names. */
  static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static GenericKubernetesResource read(String yaml) {
    return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }

  static GenericKubernetesResource read(Path file) {
    try {
      return read(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates an object as kubectl does, which has unknown fields refused. */
  static GenericKubernetesResource create(
      KubernetesClient client, GenericKubernetesResource manifest) {
    return client.resource(manifest).fieldValidation(FieldValidateable.Validation.STRICT).create();
  }
}
