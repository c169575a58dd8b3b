package dev.lathe.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.given.Given;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobManifestTest {
  private static final String MANIFEST = "compression.lathe.dev/job.yaml";
  private static final CompressionJob JOB =
      Given.job(
          "seed: 7",
          "gates: [{name: size, metric: SizeBytes, maxRatio: \"0.55\"}]",
          "resources: {limits: {cpu: \"2\", memory: 2Gi}}",
          "suspend: false");

  @Test
  void theEngineReadsTheSpecAsItWasApplied() {
    String yaml = JobManifest.annotations(attempt(Optional.empty())).get(MANIFEST);
    CompressionJob read = Serialization.unmarshal(yaml, CompressionJob.class);
    assertThat(read.getSpec()).isEqualTo(JOB.getSpec());
    assertThat(read.getMetadata().getName()).isEqualTo("small");
    assertThat(yaml).contains("memory: \"2Gi\"").doesNotContain("namespace", "uid", "null");
  }

  @Test
  void itCarriesTheCertificateOfTheEndpoint() {
    AttemptRequest trusting = attempt(Optional.of(new ProgressTarget("https://lathe", "PEM")));
    assertThat(JobManifest.annotations(trusting))
        .containsEntry("compression.lathe.dev/ca.crt", "PEM");
    assertThat(JobManifest.volume(trusting).getDownwardAPI().getItems())
        .extracting(item -> item.getPath() + " " + item.getFieldRef().getFieldPath())
        .containsExactly(
            "job.yaml metadata.annotations['compression.lathe.dev/job.yaml']",
            "ca.crt metadata.annotations['compression.lathe.dev/ca.crt']");
    AttemptRequest plain = attempt(Optional.of(new ProgressTarget("https://lathe", "")));
    assertThat(JobManifest.annotations(plain)).containsOnlyKeys(MANIFEST);
    assertThat(JobManifest.volume(plain).getDownwardAPI().getItems()).hasSize(1);
  }

  private static AttemptRequest attempt(Optional<ProgressTarget> progress) {
    return new AttemptRequest(JOB, Given.runtime().getSpec(), 1, progress);
  }
}
