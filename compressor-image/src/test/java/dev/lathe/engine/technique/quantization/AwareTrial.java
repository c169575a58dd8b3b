package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Objective;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Schedule;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingRun;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Supervised;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rounds the weights of a network for MNIST to four bits with one scale a tensor, after training
 * and while training, and prints the share of the test pictures that each gets right.
 *
 * <p>Arguments: how scales come about, epochs, learning rate, seed, and the model.
 */
final class AwareTrial {
  static final QuantizationConfig FOUR_BITS =
      QuantizationConfig.of(Mode.STATIC, Target.X64_VNNI)
          .withWeights(Weights.USUAL.withBits(4).withGranularity(Weights.Granularity.PER_TENSOR))
          .withScope(Scope.everything().withKeepFloat(Choice.OFF));

  private AwareTrial() {}

  static Objective labels() {
    return new Supervised(CrossEntropy.plain(), Optional.empty(), "loss");
  }

  public static void main(String[] arguments) {
    Awareness awareness = new Awareness(Awareness.Scales.valueOf(arguments[0]), 0.75);
    TrainingConfig training =
        TrainingConfig.of(
                Length.epochs(Integer.parseInt(arguments[1]), 64),
                Optimizer.of(Update.adamW(0.01), Double.parseDouble(arguments[2])))
            .withSchedule(new Schedule.Cosine(0.05));
    TrainingRun run = TrainingRun.of(Long.parseLong(arguments[3]), 1);
    Model source = OnnxReader.read(Path.of(arguments[4]));
    try (Dataset digits = Digits.training(0);
        Dataset unseen = Digits.test(0)) {
      Activations calibration = Digits.calibration(512);
      Quantized rounded =
          Quantizer.quantize(source, FOUR_BITS, Optional.of(calibration), ProgressListener.SILENT);
      List<Integer> labels = Digits.labels(unseen);
      System.out.printf(
          Locale.ROOT,
          "exact %.4f, rounded %.4f%n",
          Digits.agreement(labels, Digits.answers(source, unseen)),
          Digits.agreement(labels, Digits.answers(rounded.model(), unseen)));
      AwareQuantized aware =
          AwareQuantizer.quantize(
              source,
              FOUR_BITS,
              calibration,
              new AwareTraining(awareness, labels(), TrainingData.of(digits), training, run),
              ProgressListener.SILENT);
      System.out.printf(
          Locale.ROOT,
          "aware %.4f%n%s%n",
          Digits.agreement(labels, Digits.answers(aware.quantized().model(), unseen)),
          aware.quantized().notes());
    }
  }
}
