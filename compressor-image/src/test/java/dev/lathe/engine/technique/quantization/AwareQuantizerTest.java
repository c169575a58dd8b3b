package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.technique.quantization.Awareness.Scales;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Moment;
import dev.lathe.engine.train.Objective;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Scope;
import dev.lathe.engine.train.Trainer;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingRun;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Supervised;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the first digits of MNIST: few, for a training to take seconds. */
class AwareQuantizerTest {
  private static final int TRAINING = 2_000;
  private static final QuantizationConfig FOUR_BITS =
      everything(Target.X64_VNNI)
          .withWeights(Weights.USUAL.withBits(4).withGranularity(Weights.Granularity.PER_TENSOR));

  private static Model source = Digits.network(1);

  private static QuantizationConfig everything(Target target) {
    return QuantizationConfig.of(Mode.STATIC, target)
        .withScope(
            dev.lathe.engine.technique.quantization.Scope.everything().withKeepFloat(Choice.OFF));
  }

  /** Returns steps of 64 samples. */
  private static TrainingConfig steps(long count, Update update, double rate) {
    return TrainingConfig.of(Length.steps(count, 64), Optimizer.of(update, rate));
  }

  private static Objective labels() {
    return new Supervised(CrossEntropy.plain(), Optional.empty(), "loss");
  }

  @BeforeAll
  static void trainTheSource() {
    try (Dataset digits = Digits.training(TRAINING)) {
      source =
          Trainer.train(
                  source,
                  labels(),
                  TrainingData.of(digits),
                  steps(150, Update.adamW(0.01), 4e-3),
                  TrainingRun.of(1, 1))
              .model();
    }
  }

  private static AwareQuantized train(
      QuantizationConfig config, Awareness awareness, TrainingConfig training) {
    try (Dataset digits = Digits.training(TRAINING)) {
      return AwareQuantizer.quantize(
          source,
          config,
          Digits.calibration(128),
          new AwareTraining(
              awareness, labels(), TrainingData.of(digits), training, TrainingRun.of(1, 1)),
          ProgressListener.SILENT);
    }
  }

  private static double accuracy(Model model) {
    try (Dataset unseen = Digits.test(1_000)) {
      return Digits.agreement(Digits.labels(unseen), Digits.answers(model, unseen));
    }
  }

  private static List<Integer> trainedAnswers(Model trained, Dataset data) {
    String output = trained.graph().outputs().getFirst().name();
    List<Integer> answers = new ArrayList<>();
    try (Executor executor = Executor.compile(trained);
        Batches pass = data.batches(100)) {
      while (pass.hasNext()) {
        Batch batch = pass.next();
        Map<String, Tensor> given = new HashMap<>(batch.inputs());
        if (executor.inputs().containsKey("share_of_new_ranges")) {
          given.put("share_of_new_ranges", Tensor.ofFloats(Shape.scalar(), 0f));
        }
        answers.addAll(Digits.largest(Objects.requireNonNull(executor.run(given).get(output))));
      }
    }
    return answers;
  }

  @Test
  void whatRoundingLosesIsLearntBackAndServedAsTrained() {
    Model rounded =
        Quantizer.quantize(
                source, FOUR_BITS, Optional.of(Digits.calibration(128)), ProgressListener.SILENT)
            .model();

    for (Scales scales : Scales.values()) {
      AwareQuantized aware =
          train(FOUR_BITS, new Awareness(scales, 0.75), steps(60, Update.adamW(0.01), 1e-3));

      Model model = aware.quantized().model();
      assertThat(accuracy(model)).as("%s", scales).isGreaterThan(accuracy(rounded) + 0.01);
      try (Dataset unseen = Digits.test(2_000)) {
        assertThat(
                Digits.agreement(
                    trainedAnswers(aware.trained(), unseen), Digits.answers(model, unseen)))
            .as("%s", scales)
            .isGreaterThanOrEqualTo(0.999);
      }
      assertThat(aware.quantized().notes())
          .anyMatch(note ->
              note.matches(
                  "the quantized model gives what was trained: outputs up to \\S+ that differ by at"
                      + " most \\S+, another class for 0.00 % of 128 samples"));
      assertThat(model.graph().nodes().stream().map(Node::opType).toList())
          .isEqualTo(rounded.graph().nodes().stream().map(Node::opType).toList());
      assertThat(aware.history().points()).hasSize(60);
    }
  }

  private static Map<String, Float> scales(Model model, boolean ofActivations) {
    Map<String, Float> scales = new HashMap<>();
    for (Node node : model.graph().nodes()) {
      if (node.is(ofActivations ? "QuantizeLinear" : "DequantizeLinear")) {
        scales.put(
            node.input(1), model.graph().initializer(node.input(1)).orElseThrow().floatAt(0));
      }
    }
    return scales;
  }

  /** With plain descent, whose steps go by the size of gradients, as with Adam. */
  @Test
  void learnedScalesMoveAndStayAboveZeroButThatOfTheInput() {
    Model untrained =
        train(FOUR_BITS, Awareness.USUAL, steps(1, Update.sgd(), 1e-12)).quantized().model();
    Map<String, Float> before = scales(untrained, true);
    String ofInput =
        untrained.graph().nodes().stream()
            .filter(node -> node.is("QuantizeLinear") && node.input(0).equals("x"))
            .findFirst()
            .orElseThrow()
            .input(1);
    for (Update update : List.of(new Update.Sgd(0.9, false, 0), Update.adamW(0.01))) {
      Map<String, Float> after =
          scales(
              train(FOUR_BITS, Awareness.USUAL, steps(10, update, 1e-2)).quantized().model(), true);

      assertThat(after.keySet()).isEqualTo(before.keySet());
      after.forEach((name, scale) -> {
        float old = Objects.requireNonNull(before.get(name));
        assertThat(scale).as(name).isBetween(old / 3, old * 3);
        assertThat(scale.equals(old)).as(name).isEqualTo(name.equals(ofInput));
      });
    }
  }

  @Test
  void weightsOfManyBitsAreCoveredAsTheyAreTrained() {
    AwareQuantized aware =
        train(
            everything(Target.X64_SATURATING),
            Awareness.USUAL,
            steps(60, Update.adamW(0.01), 1e-3));

    Model model = aware.quantized().model();
    assertThat(accuracy(model)).isGreaterThanOrEqualTo(accuracy(source) - 0.005);
    List<Tensor> weights =
        model.graph().initializers().values().stream()
            .map(initializer -> initializer.tensor())
            .filter(tensor -> tensor.type() == DType.INT8 && tensor.shape().rank() == 4)
            .toList();
    assertThat(weights).hasSizeGreaterThan(3);
    for (Tensor integers : weights) {
      int channels = (int) integers.shape().dim(0);
      byte[] bytes = integers.toBytes();
      for (int channel = 0; channel < channels; channel++) {
        int of = bytes.length / channels;
        int largest = 0;
        for (int i = channel * of; i < (channel + 1) * of; i++) {
          largest = Math.max(largest, Math.abs(bytes[i]));
        }
        assertThat(largest).isEqualTo(64);
      }
    }
  }

  @Test
  void movingRangesMoveUntilTheyAreFrozen() {
    TrainingConfig training = steps(4, Update.adamW(0.01), 1e-3);
    Map<String, Float> calibrated =
        scales(
            Quantizer.quantize(
                    source,
                    FOUR_BITS,
                    Optional.of(Digits.calibration(128)),
                    ProgressListener.SILENT)
                .model(),
            true);

    Map<String, Float> half =
        scales(
            train(FOUR_BITS, new Awareness(Scales.MOVING, 0.5), training).quantized().model(),
            true);
    Map<String, Float> whole =
        scales(
            train(FOUR_BITS, new Awareness(Scales.MOVING, 1), training).quantized().model(), true);

    assertThat(half.keySet()).isEqualTo(calibrated.keySet());
    half.forEach((name, scale) ->
        assertThat(scale)
            .as(name)
            .isNotEqualTo(calibrated.get(name))
            .isNotEqualTo(whole.get(name)));
  }

  @Test
  void rangesStandStillFromTheirShareOnAndWhileValidating() {
    TrainingScales.Result moving =
        new TrainingScales.Result(List.of(), new LinkedHashMap<>(), Optional.of("share"));
    Objective none =
        new Objective() {
          @Override
          public Attached attach(Model model) {
            return new Attached(model, "loss", List.of(), List.of());
          }

          @Override
          public SequencedMap<String, Tensor> feed(Batch batch, Moment moment) {
            return new LinkedHashMap<>();
          }
        };
    AwareObjective objective = new AwareObjective(none, moving, 0.75);
    Batch batch =
        new Batch(
            new LinkedHashMap<>(Map.of("x", Tensor.ofFloats(Shape.of(1), 0f))),
            Optional.empty(),
            1);

    List<Float> shares = new ArrayList<>();
    for (Moment moment :
        List.of(
            new Moment(0, 8, 0, false),
            new Moment(5, 8, 0, false),
            new Moment(5, 8, 0, true),
            new Moment(6, 8, 0, false))) {
      shares.add(Objects.requireNonNull(objective.feed(batch, moment).get("share")).floatAt(0));
    }

    assertThat(shares).containsExactly(0.01f, 0.01f, 0f, 0f);
  }

  @Test
  void frozenWeightsAreRoundedAsTheyWere() {
    TrainingConfig training =
        steps(3, Update.adamW(0.01), 1e-2)
            .withScope(new Scope(List.of("head.weight"), Scope.BatchNorm.FROZEN));

    Model trained = train(FOUR_BITS, Awareness.USUAL, training).trained();

    assertThat(trained.graph().initializer("head.weight"))
        .isEqualTo(source.graph().initializer("head.weight"));
    assertThat(trained.graph().initializer("head.bias"))
        .isNotEqualTo(source.graph().initializer("head.bias"));
  }

  @Test
  void theSameTrainingTwiceIsTheSameBytes() {
    TrainingConfig training = steps(5, Update.adamW(0.01), 1e-3);

    assertThat(OnnxWriter.toBytes(train(FOUR_BITS, Awareness.USUAL, training).quantized().model()))
        .isEqualTo(
            OnnxWriter.toBytes(train(FOUR_BITS, Awareness.USUAL, training).quantized().model()));
  }

  @Test
  void eachTargetKeepsItsRulesThroughATraining() {
    for (Target target : Target.values()) {
      Model model =
          train(
                  QuantizationConfig.of(Mode.STATIC, target),
                  Awareness.USUAL,
                  steps(3, Update.adamW(0.01), 1e-2))
              .quantized()
              .model();

      int largest = 0;
      for (Node node : model.graph().nodes()) {
        Optional<Tensor> integers = model.graph().initializer(node.input(0));
        if (node.is("DequantizeLinear")
            && integers.isPresent()
            && integers.get().type() == DType.INT8) {
          for (byte integer : integers.get().toBytes()) {
            largest = Math.max(largest, Math.abs(integer));
          }
        }
      }
      assertThat(largest).as("%s", target).isEqualTo(target.saturates() ? 64 : 127);
    }
  }

  @Test
  void aNoteNamesSaturationWhereItWasNotMeasuredButMayBe() {
    QuantizationConfig reduced = QuantizationConfig.of(Mode.STATIC, Target.X64_SATURATING);
    QuantizationConfig full =
        reduced.withWeights(
            new Weights(
                Weights.Granularity.PER_CHANNEL,
                Weights.Range.FULL,
                Weights.Rounding.AUTO,
                Choice.AUTO));
    for (QuantizationConfig config : List.of(reduced, full)) {
      List<String> notes =
          train(config, Awareness.USUAL, steps(1, Update.sgd(), 1e-6)).quantized().notes();

      assertThat(notes.stream().anyMatch(note -> note.contains("saturate at 16 bits")))
          .isEqualTo(config.equals(full));
    }
  }

  @Test
  void scalesThatAreFoundAtRunTimeCannotBeTrained() {
    assertThatThrownBy(() ->
            train(
                QuantizationConfig.of(Mode.DYNAMIC, Target.X64_VNNI),
                Awareness.USUAL,
                steps(1, Update.sgd(), 1e-3)))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessageContaining("mode Static expected");
  }
}
