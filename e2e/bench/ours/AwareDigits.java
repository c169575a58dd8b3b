import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.recipe.SessionActivations;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.technique.quantization.Activations;
import dev.lathe.engine.technique.quantization.AwareQuantized;
import dev.lathe.engine.technique.quantization.AwareQuantizer;
import dev.lathe.engine.technique.quantization.AwareTraining;
import dev.lathe.engine.technique.quantization.Awareness;
import dev.lathe.engine.technique.quantization.Choice;
import dev.lathe.engine.technique.quantization.ProgressListener;
import dev.lathe.engine.technique.quantization.QuantizationConfig;
import dev.lathe.engine.technique.quantization.Quantizer;
import dev.lathe.engine.technique.quantization.Scope;
import dev.lathe.engine.technique.quantization.Target;
import dev.lathe.engine.technique.quantization.Weights;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Schedule;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingRun;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Supervised;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Rounds a network for digits to weights of 4 bits, one scale a tensor, and bytes between layers:
 * after training and while training; and compares what was trained with what ONNX Runtime makes of
 * the exported model.
 */
final class AwareDigits {
  private static final int BATCH = 64;

  private AwareDigits() {}

  /**
   * Writes rounded.onnx and trained.onnx, and prints in how many of the pictures the trained graph
   * and the exported model name the same digit, and the largest difference of their scores.
   *
   * @param arguments model, folder of fixtures, seed, epochs, learning rate, pictures to compare on, and
   *     the folder to write to
   */
  public static void main(String... arguments) {
    Task task = Task.ofDigits(Path.of(arguments[0]), Path.of(arguments[1]), BATCH);
    Model source = OnnxReader.read(task.model());
    Path result = Path.of(arguments[6]);
    QuantizationConfig config =
        QuantizationConfig.of(QuantizationConfig.Mode.STATIC, Target.X64_VNNI)
            .withWeights(Weights.USUAL.withBits(4).withGranularity(Weights.Granularity.PER_TENSOR))
            .withScope(Scope.everything().withKeepFloat(Choice.OFF));
    TrainingConfig training =
        TrainingConfig.of(
                Length.epochs(Integer.parseInt(arguments[3]), BATCH),
                Optimizer.of(Update.adamW(0.01), Double.parseDouble(arguments[4])))
            .withSchedule(new Schedule.Cosine(0.05));
    TrainingRun run = TrainingRun.of(Long.parseLong(arguments[2]), 1);
    Path scratch = result.resolve("native");
    try (Dataset digits = task.open("training", 54_000, scratch);
        Dataset calibration = task.open("calibration", 1_000, scratch);
        Dataset judged = task.open(arguments[5], 10_000, scratch)) {
      Activations activations = new SessionActivations(calibration, BATCH, 1);
      Model rounded =
          Quantizer.quantize(source, config, Optional.of(activations), ProgressListener.SILENT)
              .model();
      OnnxWriter.write(rounded, result.resolve("rounded.onnx"));
      AwareQuantized aware =
          AwareQuantizer.quantize(
              source,
              config,
              activations,
              new AwareTraining(
                  Awareness.USUAL,
                  new Supervised(CrossEntropy.plain(), Optional.empty(), "loss"),
                  TrainingData.of(digits),
                  training,
                  run),
              ProgressListener.SILENT);
      Model trained = aware.quantized().model();
      OnnxWriter.write(trained, result.resolve("trained.onnx"));
      compare(aware.trained(), trained, judged);
    }
  }

  private static void compare(Model trained, Model exported, Dataset data) {
    String output = exported.graph().outputs().getFirst().name();
    long same = 0;
    double largest = 0;
    try (Executor executor = Executor.compile(trained);
        Session session = Session.open(exported, SessionOptions.serving(1));
        Batches pass = data.batches(100)) {
      while (pass.hasNext()) {
        Batch batch = pass.next();
        float[] expected = executor.run(batch.inputs()).get(output).toFloats();
        float[] found = session.run(batch.inputs()).get(output).toFloats();
        for (int row = 0; row < batch.size(); row++) {
          int width = found.length / batch.size();
          same += best(expected, row * width, width) == best(found, row * width, width) ? 1 : 0;
        }
        for (int i = 0; i < found.length; i++) {
          largest = Math.max(largest, Math.abs(expected[i] - found[i]));
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "{\"same\": %d, \"of\": %d, \"largest\": %s}%n", same, data.size(), largest);
  }

  private static int best(float[] scores, int from, int width) {
    int best = 0;
    for (int i = 1; i < width; i++) {
      best = scores[from + i] > scores[from + best] ? i : best;
    }
    return best;
  }
}
