package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.decide.Decide;
import dev.lathe.operator.decide.Rules;
import dev.lathe.operator.desired.AttemptRequest;
import dev.lathe.operator.desired.EngineJob;
import dev.lathe.operator.desired.ProgressTarget;
import dev.lathe.operator.given.Given;
import dev.lathe.operator.given.Seen;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.status.NextStatus;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server makes of what the operator writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerIT {
  private KubernetesClient client;
  private Project project;

  @BeforeAll
  void connect() {
    client = ApiServer.get().newClient();
    project = Project.create(client);
  }

  @AfterAll
  void disconnect() {
    client.close();
  }

  @Test
  void theServerAddsNothingToAPodTemplate() {
    CompressionJob job =
        project.apply(
            "rich",
            "data: {calibration: {uri: \"pvc://data/x\", secretRef: {name: s}, npz: {inputs: [{name: x}]}}}",
            "resources: {requests: {cpu: \"1\"}, limits: {cpu: \"2\", memory: 1Gi, nvidia.com/gpu: \"1\"}}",
            "tolerations: [{key: gpu, operator: Exists}]");
    Job desired =
        EngineJob.desired(
            new AttemptRequest(
                job,
                Given.runtime().getSpec(),
                1,
                Optional.of(new ProgressTarget("https://lathe:8443", "PEM"))));
    Job created = client.resource(desired).create();
    JsonNode found = tree(created);
    JsonNode wanted = tree(desired);
    assertThat(found).isEqualTo(wanted);
  }

  private static JsonNode tree(Job job) {
    return Serialization.unmarshal(
        Serialization.asJson(job.getSpec().getTemplate().getSpec()), JsonNode.class);
  }

  @Test
  void anEnforcedRestrictedNamespaceTakesThePod() {
    String name = "restricted";
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of("pod-security.kubernetes.io/enforce", "restricted"))
                .endMetadata()
                .build())
        .create();
    Job desired =
        EngineJob.desired(
            new AttemptRequest(
                project.apply("restricted"), Given.runtime().getSpec(), 1, Optional.empty()));
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("pod")
            .withNamespace(name)
            .endMetadata()
            .withSpec(desired.getSpec().getTemplate().getSpec())
            .build();
    assertThat(client.resource(pod).create().getMetadata().getUid()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "java.lang.OutOfMemoryError: \u0007 \uD83D\uDE00",
        "{\"version\":1,\"outcome\":\"Failed\",\"reason\":\"StoreUnavailable\",\"message\":\"LONG\","
            + "\"stage\":\"LONG\",\"gates\":[{\"name\":\"LONG\",\"outcome\":\"Passed\",\"value\":\"LONG\","
            + "\"message\":\"LONG\"},{\"name\":\"a\",\"outcome\":\"Passed\"},{\"name\":\"a\",\"outcome\":\"Failed\"}],"
            + "\"sizes\":{\"originalBytes\":-1,\"compressedBytes\":9223372036854775807}}",
        "{\"version\":1,\"outcome\":\"GatesFailed\",\"reason\":\"\\u0000\",\"artifact\":{\"uri\":\"LONG\",\"sizeBytes\":1.5}}",
        "LONG"
      })
  void whateverAnEngineSaysFitsTheStatus(String message) {
    String text = message.replace("LONG", "é\uD83D\uDE00x".repeat(5000));
    int number = Math.abs(message.hashCode() % 1000);
    for (int exitCode : new int[] {0, 20, 30}) {
      CompressionJob job =
          project.apply("told-%d-%d".formatted(number, exitCode), "backoffLimit: 0");
      Observation seen =
          Seen.of(job)
              .attempt(
                  1,
                  exitCode == 0 ? Seen.succeeded() : Seen.failed(),
                  Seen.ended("pod", exitCode, text))
              .build();
      Decide decide = new Decide(new Rules(3, Duration.ZERO, Duration.ZERO));
      CompressionJobStatus status =
          NextStatus.of(seen, decide.next(seen).situation(), Optional.empty());
      job.setStatus(status);
      CompressionJob told = client.resource(job).updateStatus();
      assertThat(told.getStatus()).isEqualTo(status);
    }
  }
}
