import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.rewrite.Prepare;
import dev.lathe.engine.graph.rewrite.UpgradeOpset;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.recipe.SessionActivations;
import dev.lathe.engine.runtime.OrtConstantEvaluator;
import dev.lathe.engine.technique.quantization.AwareQuantizer;
import dev.lathe.engine.technique.quantization.AwareTraining;
import dev.lathe.engine.technique.quantization.Awareness;
import dev.lathe.engine.technique.quantization.Choice;
import dev.lathe.engine.technique.quantization.ProgressListener;
import dev.lathe.engine.technique.quantization.QuantizationConfig;
import dev.lathe.engine.technique.quantization.Scope;
import dev.lathe.engine.technique.quantization.Target;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Objective;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Trainer;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingRun;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Supervised;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Trains a network in floating point and for its quantization, with learned scales, in turns on one
 * thread, and prints what a step takes of the processor. Batch normalizations are folded in both.
 */
final class AwareSteps {
  private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
  private static final Objective LABELS =
      new Supervised(CrossEntropy.plain(), Optional.empty(), "loss");

  private final Model model;
  private final TrainingConfig config;
  private final int steps;

  private AwareSteps(Model model, int batch, int steps) {
    this.model = model;
    this.steps = steps;
    config =
        TrainingConfig.of(Length.steps(steps, batch), Optimizer.of(Update.adamW(0.01), 1e-4));
  }

  /** Returns a run that takes down when its steps end, in ns of its thread. */
  private static TrainingRun taking(long[] ends) {
    return TrainingRun.of(0, 1)
        .withListener(
            progress -> ends[(int) progress.step() - 1] = PROCESSOR.getCurrentThreadCpuTime());
  }

  private double floating(TrainingData data) {
    long[] ends = new long[steps];
    Trainer.train(model, LABELS, data, config, taking(ends));
    return medianMillis(ends);
  }

  private double aware(TrainingData data, Dataset calibration) {
    long[] ends = new long[steps];
    QuantizationConfig quantization =
        QuantizationConfig.of(QuantizationConfig.Mode.STATIC, Target.X64_VNNI)
            .withScope(Scope.everything().withKeepFloat(Choice.OFF));
    AwareQuantizer.quantize(
        model,
        quantization,
        new SessionActivations(calibration, 64, 1),
        new AwareTraining(Awareness.USUAL, LABELS, data, config, taking(ends)),
        ProgressListener.SILENT);
    return medianMillis(ends);
  }

  private static double medianMillis(long[] ends) {
    double[] taken = new double[ends.length - 1];
    for (int i = 1; i < ends.length; i++) {
      taken[i - 1] = (ends[i] - ends[i - 1]) / 1e6;
    }
    Arrays.sort(taken);
    return taken[taken.length / 2];
  }

  /**
   * Prints a line for each round: ms of a step in floating point, and for quantization.
   *
   * @param arguments task, or a model for digits in batches of 64; folder of fixtures; steps of a
   *     round; rounds; scratch
   */
  public static void main(String... arguments) {
    Path fixtures = Path.of(arguments[1]);
    Path scratch = Path.of(arguments[4]);
    Task task =
        arguments[0].endsWith(".onnx")
            ? Task.ofDigits(Path.of(arguments[0]), fixtures, 64)
            : Task.of(arguments[0], fixtures);
    Model prepared =
        Prepare.prepare(OnnxReader.read(task.model()), new OrtConstantEvaluator()).model();
    Model model = new UpgradeOpset(13).apply(prepared).model();
    AwareSteps timing = new AwareSteps(model, task.batch(), Integer.parseInt(arguments[2]));
    try (Dataset training = task.open("training", 20_000, scratch);
        Dataset calibration = task.open("calibration", 64, scratch)) {
      TrainingData data = TrainingData.of(training);
      for (int round = 0; round < Integer.parseInt(arguments[3]); round++) {
        System.out.printf(
            Locale.ROOT, "[%s, %s]%n", timing.floating(data), timing.aware(data, calibration));
      }
    }
  }
}
