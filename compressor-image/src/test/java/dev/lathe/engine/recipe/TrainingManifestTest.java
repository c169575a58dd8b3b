package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.recipe.AwarePlan.Goal;
import dev.lathe.engine.recipe.DistillPlan.Student;
import dev.lathe.engine.technique.distillation.DistillationConfig;
import dev.lathe.engine.technique.distillation.Pooling;
import dev.lathe.engine.technique.quantization.Awareness.Scales;
import dev.lathe.engine.train.Device;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Precision;
import dev.lathe.engine.train.Schedule;
import dev.lathe.engine.train.Scope;
import dev.lathe.engine.train.Selection;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Ctc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a manifest says of training. */
class TrainingManifestTest {
  private static final String USUAL_TRAINING =
      "training: {epochs: 2, optimizer: {learningRate: \"0.001\"}}";
  private static final TrainingPlan USUAL =
      new TrainingPlan(
          new TrainingConfig(
              Length.epochs(2, 32),
              Optimizer.of(Update.adamW(0.01), 0.001),
              new Schedule.Constant(0),
              new Scope(List.of(), Scope.BatchNorm.FROZEN),
              Selection.best()),
          Precision.AUTO);

  private static String job(String step) {
    return """
    apiVersion: compression.lathe.dev/v1alpha1
    kind: CompressionJob
    metadata: {name: job}
    spec:
      source: {uri: "file:model.onnx"}
      data:
        training: {uri: "file:t.npz", npz: {inputs: [{name: x}], labels: "y"}}
        calibration: {uri: "file:c.npz", npz: {inputs: [{name: x}]}}
      recipe:
      - %s
    """
        .formatted(step.strip().replace("\n", "\n    "));
  }

  private static Step step(String step) {
    return Manifest.parse("job.yaml", job(step)).recipe().getFirst();
  }

  private static final TrainingPlan IN_FLOATS = new TrainingPlan(USUAL.config(), Precision.FLOAT32);

  @Test
  void theLeastFineTuningHasEveryDefault() {
    assertThat(step("fineTune: {%s}".formatted(USUAL_TRAINING)))
        .isEqualTo(new Step.FineTune(new LossPlan(CrossEntropy.plain(), Optional.empty()), USUAL));
  }

  @Test
  void everyFieldOfTrainingIsRead() {
    assertThat(
            step(
                """
                fineTune:
                    loss: {output: logits, labelSmoothing: "0.1", classWeights: ["1", "2.5"]}
                    training:
                      steps: 1000
                      batchSize: 16
                      accumulate: 2
                      optimizer:
                        type: Sgd
                        learningRate: "0.1"
                        momentum: "0.8"
                        weightDecay: "1e-4"
                        decay: All
                        rates: [{match: "head.*", factor: "20"}, {match: "*", factor: "0.5"}]
                      schedule: {type: Step, warmup: "0.1", every: 10, factor: "0.2"}
                      clipNorm: "1"
                      freeze: ["*word_embeddings*"]
                      batchNorm: Trained
                      averaging: "0.999"
                      precision: Float32
                """))
        .isEqualTo(
            new Step.FineTune(
                new LossPlan(
                    new CrossEntropy(0.1, List.of(1.0, 2.5), false), Optional.of("logits")),
                new TrainingPlan(
                    new TrainingConfig(
                        new Length(new Length.Steps(1000), 16, 2, OptionalLong.empty()),
                        new Optimizer(
                            new Update.Sgd(0.8, false, 1e-4),
                            0.1,
                            true,
                            List.of(
                                new Optimizer.RateFactor("*", 0.5),
                                new Optimizer.RateFactor("head.*", 20)),
                            OptionalDouble.of(1)),
                        new Schedule.Steps(10, 0.2, 0.1),
                        new Scope(List.of("*word_embeddings*"), Scope.BatchNorm.TRAINED),
                        new Selection(Optional.empty(), true, OptionalDouble.of(0.999))),
                    Precision.FLOAT32)));
  }

  @Test
  void theLeastDistillationLearnsFromTheSource() {
    assertThat(step("distill: {%s}".formatted(USUAL_TRAINING)))
        .isEqualTo(
            new Step.Distill(
                new DistillPlan(
                    new Student.Current(),
                    List.of(),
                    List.of(),
                    new DistillPlan.Comparison(
                        new DistillPlan.Logits(4, OptionalDouble.empty(), Optional.empty()),
                        List.of()),
                    4L << 30),
                USUAL));
  }

  @Test
  void everyFieldOfDistillationIsRead() {
    assertThat(
            step(
                """
                distill:
                    student: {derive: {keepBlocks: [0, 2, 5]}}
                    teachers: [{uri: "file:a.onnx"}, {uri: "file:b.onnx"}]
                    match: [{student: s, teacher: t}]
                    output: {type: Embedding, pooling: Mean}
                    hints: [{student: h, teacher: g, weight: "0.5", type: Attention}]
                    cache: {maxBytes: 500Mi}
                    %s
                """
                    .formatted(USUAL_TRAINING)))
        .isEqualTo(
            new Step.Distill(
                new DistillPlan(
                    new Student.KeepBlocks(List.of(0, 2, 5)),
                    List.of(Source.of("file:a.onnx"), Source.of("file:b.onnx")),
                    List.of(new DistillationConfig.Match("s", "t")),
                    new DistillPlan.Comparison(
                        new DistillPlan.Embedding(Pooling.MEAN),
                        List.of(
                            new DistillationConfig.Hint(
                                "h", "g", 0.5, DistillationConfig.HintType.ATTENTION))),
                    500L << 20),
                USUAL));
  }

  @Test
  void quantizationLearnsFromLabelsOrFromTheSource() {
    String aware = "quantize: {mode: Static, aware: true, %s%s}";
    assertThat(((Step.Quantize) step(aware.formatted(USUAL_TRAINING, ""))).aware())
        .contains(new AwarePlan(Scales.AUTO, 0.75, new Goal.Labels(LossPlan.USUAL), IN_FLOATS));
    assertThat(
            ((Step.Quantize)
                    step(
                        aware.formatted(
                            USUAL_TRAINING,
                            ", awareness: {scales: Moving, freezeRangesAt: \"0.5\", distill:"
                                + " {temperature: \"2\", softWeight: \"1\"}}")))
                .aware())
        .contains(
            new AwarePlan(
                Scales.MOVING,
                0.5,
                new Goal.Source(new DistillPlan.Logits(2, OptionalDouble.of(1), Optional.empty())),
                IN_FLOATS));
  }

  @Test
  void deviceAndCheckpointAreRead() {
    String more = "  device: Cuda\n  checkpoint: {uri: \"pvc://claim/job\", intervalSeconds: 60}\n";
    assertThat(
            Manifest.parse("job.yaml", job("fineTune: {%s}".formatted(USUAL_TRAINING)) + more)
                .running()
                .learning())
        .isEqualTo(
            new Manifest.Learning(
                Device.CUDA,
                Optional.of(
                    new Manifest.CheckpointPlace("pvc://claim/job", Duration.ofSeconds(60)))));
  }

  @Test
  void equalRecipesGiveEqualLinesWithEveryDefault() {
    assertThat(
            RecipeText.of(
                List.of(
                    step("fineTune: {%s}".formatted(USUAL_TRAINING)),
                    step("distill: {%s}".formatted(USUAL_TRAINING)))))
        .isEqualTo(
            "fineTune loss=CrossEntropy labelSmoothing=0.0 epochs=2 batchSize=32 accumulate=1"
                + " optimizer=AdamW learningRate=0.001 weightDecay=0.01 decay=Weights"
                + " schedule=Constant warmup=0.0 batchNorm=Frozen precision=Auto; distill"
                + " student=current teachers=source temperature=4.0 softWeight=Auto epochs=2"
                + " batchSize=32 accumulate=1 optimizer=AdamW learningRate=0.001 weightDecay=0.01"
                + " decay=Weights schedule=Constant warmup=0.0 batchNorm=Frozen precision=Auto");
  }

  @Test
  void sequencesNeedTargets() {
    String labels = "labels: \"y\"";
    String job = job("fineTune: {loss: {type: Ctc}, %s}".formatted(USUAL_TRAINING));

    assertThatThrownBy(() -> Manifest.parse("job.yaml", job))
        .hasMessageContaining("compare with arrays, not with classes: name them by npz.targets");
    assertThat(
            Manifest.parse("job.yaml", job.replace(labels, "targets: \"y\"")).recipe().getFirst())
        .isEqualTo(new Step.FineTune(new LossPlan(new Ctc(0), Optional.empty()), USUAL));
  }
}
