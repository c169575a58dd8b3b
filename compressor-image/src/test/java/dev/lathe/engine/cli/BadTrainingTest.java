package dev.lathe.engine.cli;

import static dev.lathe.engine.cli.Trial.arrays;
import static dev.lathe.engine.cli.Trial.fails;
import static dev.lathe.engine.cli.Trial.sound;
import static dev.lathe.engine.failure.Reason.INVALID_DATA;
import static dev.lathe.engine.failure.Reason.INVALID_MANIFEST;
import static dev.lathe.engine.failure.Reason.UNSUPPORTED_MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.cli.Trial.Spoiling;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.recipe.TinyJob;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be trained is told with the field, the data set or the value it is about. */
class BadTrainingTest {
  private static final String TRAINING =
      "training: {epochs: 1, batchSize: 16, optimizer: {learningRate: \"0.001\"}}";

  @TempDir private Path root;

  /** Returns a job that trains by a step, its files changed before. */
  private static Spoiling step(Spoiling files, String step) {
    return trial -> {
      files.spoil(trial);
      return new TinyJob(trial.folder()).training("[" + step + "]");
    };
  }

  private static Spoiling fineTune(String more) {
    return step(sound(), "{fineTune: {%s%s}}".formatted(TRAINING, more));
  }

  private static Map<String, Tensor> samples(int count, long label) {
    float[] values = new float[count * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 0.001f * i;
    }
    long[] labels = new long[count];
    java.util.Arrays.fill(labels, label);
    return Map.of(
        "x",
        Tensor.ofFloats(Shape.of(count, 64), values),
        "y",
        Tensor.ofLongs(Shape.of(count), labels));
  }

  static Stream<Arguments> jobs() {
    return Stream.of(
        fails(
            "numbers coarser than the integers",
            step(
                sound(),
                "{quantize: {mode: Static, aware: true, training: {epochs: 1, precision: BFloat16,"
                    + " optimizer: {learningRate: \"0.001\"}}}}"),
            INVALID_MANIFEST,
            "job.yaml:11:61: spec.recipe[0].quantize.training: quantization-aware training is done in Float32, since"
                + " BFloat16 rounds more coarsely than the integers do: remove precision, or set it to"
                + " Float32"),
        fails(
            "no labels",
            fineTune("")
                .with(
                    "file:training.npz\", npz: {inputs: [{name: x}], labels: \"y\"}",
                    "file:training.npz\", npz: {inputs: [{name: x}]}"),
            INVALID_MANIFEST,
            "job.yaml:5:3: spec: the loss compares with labels: name the labels or targets of data.training, or"
                + " distill with softWeight at \"1\", which needs none"),
        fails(
            "a label that is no class",
            step(arrays("training.npz", samples(8, 4)), "{fineTune: {" + TRAINING + "}}"),
            INVALID_DATA,
            "data.training (file:training.npz): array 'y' of training.npz: sample 0 has label 4, but the"
                + " model has classes 0 to 3"),
        fails(
            "no samples to validate on",
            step(arrays("validation.npz", samples(0, 0)), "{fineTune: {" + TRAINING + "}}"),
            INVALID_DATA,
            "data.validation (file:validation.npz): validation.npz holds no sample"),
        fails(
            "an output that is not there",
            fineTune(", loss: {output: logits}"),
            INVALID_MANIFEST,
            "spec.recipe[0].fineTune.loss.output: the model has no output 'logits', it has 'y'"),
        fails(
            "a loss that wants other targets",
            fineTune(", loss: {type: BinaryCrossEntropy}"),
            INVALID_DATA,
            "data.training (file:training.npz): spec.recipe[0].fineTune.loss: BinaryCrossEntropy compares"
                + " output 'y' of [n, 4] with a target of the same shape for each sample, found targets"
                + " of [2]"),
        fails(
            "weights for another number of classes",
            fineTune(", loss: {classWeights: [\"1\", \"2\"]}"),
            INVALID_MANIFEST,
            "spec.recipe[0].fineTune.loss.classWeights: a list of 2 does not fit output 'y' of [n, 4]: it"
                + " has 4 classes"),
        fails(
            "nothing to train",
            step(
                sound(),
                "{fineTune: {"
                    + TRAINING.replace("epochs: 1", "epochs: 1, freeze: [\"*\"]")
                    + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].fineTune.training.freeze: [*] match all 2 weights of the model, nothing is left"
                + " to train"),
        fails(
            "a pattern that is of no weight",
            step(
                sound(),
                "{fineTune: {"
                    + TRAINING.replace("epochs: 1", "epochs: 1, freeze: [\"w1\", \"*embed*\"]")
                    + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].fineTune.training.freeze: no weight is called '*embed*': there are 'w1',"
                + " 'w2'"),
        fails(
            "a pattern that is of no weight of a student",
            step(
                sound(),
                "{distill: {" + TRAINING.replace("epochs: 1", "epochs: 1, freeze: [w3]") + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].distill.training.freeze: no weight is called 'w3': there are 'w1', 'w2'"),
        fails(
            "a pattern that is of no weight to be quantized",
            step(
                sound(),
                "{quantize: {mode: Static, aware: true, "
                    + TRAINING.replace("epochs: 1", "epochs: 1, freeze: [w3]")
                    + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].quantize.training.freeze: no weight is called 'w3': there are 'w1',"
                + " 'w2'"),
        fails(
            "a rate for no weight",
            step(
                sound(),
                "{fineTune: {"
                    + TRAINING.replace(
                        "\"0.001\"", "\"0.001\", rates: [{match: \"head.*\", factor: \"2\"}]")
                    + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].fineTune.training.optimizer.rates: no weight is called 'head.*': there are"
                + " 'w1', 'w2'"),
        fails(
            "an output that no weight has a part in",
            step(
                Trial.model(
                    g -> g.output(g.node("Flatten", g.node("Softmax", g.input("x", -1, 64))))),
                "{fineTune: {" + TRAINING + "}}"),
            UNSUPPORTED_MODEL,
            "source (file:model.onnx): the model has no weights to train: none of its initializers in FLOAT"
                + " or DOUBLE is a kernel, matrix, embedding, bias or scale"),
        fails(
            "a GPU that is not there",
            fineTune("").with("  threads: 1\n", "  threads: 1\n  device: Cuda\n"),
            INVALID_MANIFEST,
            "spec.device: Cuda asks for a GPU, and there is none here that PyTorch can use: the pod needs"
                + " resources.limits of nvidia.com/gpu and an engine image built for CUDA"),
        fails(
            "a folder of checkpoints that is a file",
            fineTune("")
                .with("  threads: 1\n", "  threads: 1\n  checkpoint: {uri: \"file:model.onnx\"}\n"),
            INVALID_MANIFEST,
            "spec.checkpoint.uri: JOB/model.onnx is a file: name a folder, which need not be there yet"),
        fails(
            "early stopping without data to watch",
            step(
                    sound(),
                    "{fineTune: {"
                        + TRAINING.replace("epochs: 1", "epochs: 1, earlyStopping: {patience: 2}")
                        + "}}")
                .with(
                    "    validation: {uri: \"file:validation.npz\", npz: {inputs: [{name: x}], labels: \"y\"}}\n",
                    ""),
            INVALID_MANIFEST,
            "job.yaml:5:3: spec: early stopping watches data that is not trained on: set data.validation"),
        fails(
            "fewer samples than a batch",
            step(arrays("training.npz", samples(3, 1)), "{fineTune: {" + TRAINING + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].fineTune.training.batchSize: 16 samples make a batch, and"
                + " spec.data.training has 3 in all"),
        fails(
            "a value to learn from that is not there",
            step(sound(), "{distill: {hints: [{student: h, teacher: nowhere}], " + TRAINING + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].distill.hints[0].teacher: no node of the model gives 'nowhere'"),
        fails(
            "blocks of a model that has none",
            step(sound(), "{distill: {student: {derive: {keepEvery: 2}}, " + TRAINING + "}}"),
            UNSUPPORTED_MODEL,
            "source (file:model.onnx): spec.recipe[0].distill.student.derive: the model has no blocks that"
                + " repeat one behind the other, give a student by 'model' instead"),
        fails(
            "blocks out of their order",
            step(
                sound(),
                "{distill: {student: {derive: {keepBlocks: [0, 2, 2]}}, " + TRAINING + "}}"),
            INVALID_MANIFEST,
            "job.yaml:11:61: spec.recipe[0].distill.student.derive.keepBlocks[2]: blocks in rising order"
                + " expected, found 2 behind 2"),
        fails(
            "a teacher of another shape",
            step(
                Trial.file(
                    "teacher.onnx",
                    OnnxWriter.toBytes(
                        Sketch.model(g ->
                            g.output(g.node("MatMul", g.input("x", -1, 64), g.weights(64, 6)))))),
                "{distill: {teachers: [{uri: \"file:teacher.onnx\"}], " + TRAINING + "}}"),
            INVALID_MANIFEST,
            "spec.recipe[0].distill.match: output 'y' of [n, 4] of the student cannot be compared with"
                + " output 'matmul_0_out' of [x0, 6] of the teacher: other extents"),
        fails(
            "a schedule without its length",
            step(
                sound(),
                "{fineTune: {"
                    + TRAINING.replace("epochs: 1", "epochs: 1, schedule: {type: Step}")
                    + "}}"),
            INVALID_MANIFEST,
            "job.yaml:11:56: spec.recipe[0].fineTune.training.schedule: a schedule of type Step falls every"
                + " so many epochs: set every"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jobs")
  void isRefused(String what, Spoiling spoiling, Outcome expected) throws Exception {
    assertThat(Trial.in(root).run(spoiling)).isEqualTo(expected);
  }

  @Test
  void aSingleBatchSuffices() throws Exception {
    Outcome outcome =
        Trial.in(root)
            .run(step(arrays("training.npz", samples(16, 1)), "{fineTune: {" + TRAINING + "}}"));

    assertThat(outcome.exitCode()).isZero();
  }
}
