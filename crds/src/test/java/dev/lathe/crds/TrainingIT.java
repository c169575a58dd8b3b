package dev.lathe.crds;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the API server makes of recipes that train. */
@ExtendWith(CrdCluster.class)
final class TrainingIT {
  private static final String JOB =
      """
      apiVersion: compression.lathe.dev/v1alpha1
      kind: CompressionJob
      metadata: {name: trained, namespace: default}
      spec:
        source: {uri: "oci://registry.example.com/models/m:v1"}
        data:
          training: {uri: "pvc://data/t.npz", npz: {inputs: [{name: x}], labels: "y"}, augmentation: {flip: Both}}
          calibration: {uri: "pvc://data/c.npz", npz: {inputs: [{name: x}]}}
          validation: {uri: "pvc://data/v.npz", npz: {inputs: [{name: x}], labels: "y"}}
        recipe:
        - %s
        checkpoint: {uri: "pvc://checkpoints/trained"}
      """;

  private final KubernetesClient client;

  TrainingIT(KubernetesClient client) {
    this.client = client;
  }

  @AfterEach
  void deleteJobs() {
    client.resources(CompressionJob.class).inNamespace("default").delete();
  }

  @Test
  void theLeastThatCanBeSaidOfTrainingHasItsDefaults() {
    CompressionJobSpec spec =
        create("fineTune: {training: {epochs: 2, optimizer: {learningRate: 5e-5}}}");

    assertThat(spec.recipe().getFirst().fineTune())
        .isEqualTo(
            new FineTuneStep(
                new Loss(Loss.Type.CROSS_ENTROPY, null, null, null),
                new Training(
                    2,
                    null,
                    32,
                    1,
                    new Optimizer(
                        Optimizer.Type.ADAM_W, "5e-5", null, null, Optimizer.Decay.WEIGHTS, null),
                    null,
                    null,
                    null,
                    Training.BatchNorm.FROZEN,
                    null,
                    null,
                    Training.Precision.AUTO)));
    assertThat(spec.device()).isEqualTo(CompressionJobSpec.Device.AUTO);
    assertThat(spec.checkpoint()).isEqualTo(new Checkpoint("pvc://checkpoints/trained", 300));
  }

  @Test
  void partsThatAreNamedHaveTheirDefaults() {
    Training training =
        requireNonNull(
                create(
                        "fineTune: {training: {steps: 9, optimizer: {learningRate: 0.1}, schedule:"
                            + " {warmup: 0.1}, earlyStopping: {}}}")
                    .recipe()
                    .getFirst()
                    .fineTune())
            .training();

    assertThat(training.schedule())
        .isEqualTo(new Schedule(Schedule.Type.CONSTANT, "0.1", null, null));
    assertThat(training.earlyStopping()).isEqualTo(new Training.EarlyStopping(3, "0"));
  }

  @Test
  void distillationLeavesWhatDependsOnLabelsOpen() {
    DistillStep distill =
        requireNonNull(
            create(
                    "distill: {hints: [{student: a, teacher: b}], cache: {}, output: {}, training:"
                        + " {steps: 9, optimizer: {learningRate: 0.1}}}")
                .recipe()
                .getFirst()
                .distill());

    assertThat(distill.temperature()).isNull();
    assertThat(distill.softWeight()).isNull();
    assertThat(distill.hints())
        .containsExactly(new DistillStep.Hint("a", "b", "1", DistillStep.HintType.PROJECTION));
    assertThat(distill.cache()).isEqualTo(new DistillStep.Cache(new Quantity("4Gi")));
    assertThat(distill.output())
        .isEqualTo(
            new DistillStep.Output(DistillStep.OutputType.LOGITS, EvaluationSettings.Pooling.NONE));
  }

  @Test
  void awarenessHasItsDefaults() {
    QuantizeStep quantize =
        requireNonNull(
            create(
                    "quantize: {mode: Static, weights: {bits: 4}, aware: true, awareness: {distill:"
                        + " {}}, training: {epochs: 1, optimizer: {learningRate: 0.1}}}")
                .recipe()
                .getFirst()
                .quantize());

    assertThat(quantize.awareness())
        .isEqualTo(
            new Awareness(
                Awareness.Scales.AUTO, "0.75", new Awareness.FromSource("4", null), null));
    assertThat(requireNonNull(quantize.weights()).bits()).isEqualTo(4);
  }

  private CompressionJobSpec create(String step) {
    String quoted = step.replaceAll("(learningRate|warmup): ([0-9.e-]+)", "$1: \"$2\"");
    GenericKubernetesResource created =
        Manifests.create(client, Manifests.read(JOB.formatted(quoted)));
    return Serialization.unmarshal(Serialization.asJson(created), CompressionJob.class).getSpec();
  }
}
