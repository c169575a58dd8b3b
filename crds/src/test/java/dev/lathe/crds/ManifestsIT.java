package dev.lathe.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lathe.crds.apiserver.LocalApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example is taken by a real API server, every bad manifest refused with its sentence. */
@ExtendWith(CrdCluster.class)
final class ManifestsIT {

  static Stream<Path> examples() {
    return Manifests.in(Manifests.EXAMPLES).stream();
  }

  static Stream<Path> bad() {
    return Manifests.in(Manifests.BAD).stream();
  }

  /** By kubectl, whose YAML is an older one than the client's and takes {@code y} for true. */
  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsTaken(Path file, LocalApiServer server) throws Exception {
    String created =
        server
            .kubectl("create", "--validate=strict", "--output=name", "--filename=" + file)
            .strip();
    server.kubectl("delete", created);
  }

  /**
   * The first line of each reads {@code # <field>: <what the user is told>}. The API server writes
   * {@code <nil>} for the object as a whole.
   */
  @ParameterizedTest
  @MethodSource("bad")
  void aBadManifestIsRefusedWithASentenceAboutTheField(Path file, KubernetesClient client)
      throws IOException {
    String[] expected = Files.readAllLines(file).getFirst().substring(2).split(": ", 2);
    GenericKubernetesResource manifest = Manifests.read(file);
    if (manifest.getKind().equals("CompressionJob")) {
      manifest.getMetadata().setNamespace("default");
    }

    KubernetesClientException refusal =
        catchThrowableOfType(
            KubernetesClientException.class, () -> Manifests.create(client, manifest));

    assertThat(refusal).as("%s was taken", file).isNotNull();
    Status status = refusal.getStatus();
    if (expected[0].equals("strict decoding error")) {
      assertThat(status.getMessage()).contains(expected[0] + ": " + expected[1]);
    } else {
      List<StatusCause> causes = status.getDetails().getCauses();
      assertThat(causes)
          .as(status.getMessage())
          .anySatisfy(cause -> {
            assertThat(cause.getField()).isEqualTo(expected[0]);
            assertThat(cause.getMessage()).contains(expected[1]);
          });
      assertThat(status.getMessage()).doesNotContain("rule compile error", "evaluation error");
    }
  }

  /** Whose reader takes more words for booleans than the client's. */
  @Test
  void kubectlReadsTheCrdsAsTheTypesSay(LocalApiServer server) throws Exception {
    for (Map.Entry<String, String> crd : GeneratedCrds.files().entrySet()) {
      String read =
          server.kubectl(
              "create",
              "--dry-run=client",
              "--output=json",
              "--filename=" + CommittedFilesTest.CRDS.resolve(crd.getKey()));
      assertThat(spec(read)).isEqualTo(spec(crd.getValue()));
    }
  }

  private static Object spec(String text) {
    return Serialization.unmarshal(text, JsonNode.class).get("spec");
  }

  @Test
  void thereAreManyBadOnesOfBothKinds() {
    assertThat(bad()).hasSizeGreaterThan(110);
    assertThat(bad().map(file -> Manifests.read(file).getKind()).distinct())
        .containsExactlyInAnyOrder("CompressionJob", "ClusterCompressionRuntime");
  }
}
