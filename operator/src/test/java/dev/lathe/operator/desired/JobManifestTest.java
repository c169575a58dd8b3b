package dev.lathe.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.given.Given;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobManifestTest {
  private static final CompressionJob JOB =
      Given.job(
          "seed: 7",
          "gates: [{name: size, metric: SizeBytes, maxRatio: \"0.55\"}]",
          "resources: {limits: {cpu: \"2\", memory: 2Gi}}",
          "suspend: false");

  @Test
  void theEngineReadsTheSpecAsItWasApplied() {
    String yaml = manifest(Optional.empty()).getData().get("job.yaml");
    CompressionJob read = Serialization.unmarshal(yaml, CompressionJob.class);
    assertThat(read.getSpec()).isEqualTo(JOB.getSpec());
    assertThat(read.getMetadata().getName()).isEqualTo("small");
    assertThat(yaml).contains("memory: \"2Gi\"").doesNotContain("namespace", "uid", "null");
  }

  @Test
  void itNeverChanges() {
    assertThat(manifest(Optional.empty()).getImmutable()).isTrue();
    assertThat(manifest(Optional.empty()).getMetadata().getName()).isEqualTo("small-1");
  }

  @Test
  void itCarriesTheCertificateOfTheEndpoint() {
    assertThat(
            manifest(Optional.of(new ProgressTarget("https://lathe", "PEM")))
                .getData()
                .get("ca.crt"))
        .isEqualTo("PEM");
    assertThat(manifest(Optional.of(new ProgressTarget("https://lathe", ""))).getData())
        .containsOnlyKeys("job.yaml");
  }

  private static ConfigMap manifest(Optional<ProgressTarget> progress) {
    return JobManifest.desired(new AttemptRequest(JOB, Given.runtime().getSpec(), 1, progress));
  }
}
