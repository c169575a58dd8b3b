import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.History;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Scope;
import dev.lathe.engine.train.Trained;
import dev.lathe.engine.train.Trainer;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingRun;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Supervised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Trains a fixture as {@code lathe run} would and writes how long each step took, its loss, and the
 * resident bytes of the process after it. AdamW that decays everything, at a constant rate.
 */
final class TrainingSteps {
  private static final int PAGE_BYTES = 4096;

  private TrainingSteps() {}

  /** Writes the batches of a size that are read, for the peer to take the same. */
  private record Recording(Dataset data, int batch, Path folder) implements Dataset {
    @Override
    public long size() {
      return data.size();
    }

    @Override
    public boolean labelled() {
      return data.labelled();
    }

    @Override
    public String digest() {
      return data.digest();
    }

    @Override
    public Samples samples() {
      Samples samples = data.samples();
      return new Samples() {
        private int count;

        @Override
        public Batch read(long... numbers) {
          Batch read = samples.read(numbers);
          if (read.size() == batch) {
            read.inputs().forEach(this::write);
            write("labels", read.labels().orElseThrow());
            count++;
          }
          return read;
        }

        private void write(String name, Tensor tensor) {
          String shape =
              tensor.shape().toList().stream().map(String::valueOf).collect(Collectors.joining("x"));
          Path file = folder.resolve("%04d.%s.%s".formatted(count, name, shape));
          try {
            Files.write(file, tensor.toBytes());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }

        @Override
        public void close() {
          samples.close();
        }
      };
    }

    @Override
    public void close() {
      data.close();
    }
  }

  /**
   * Trains.
   *
   * @param arguments task, folder of fixtures, steps, threads, learning rate, steps between
   *     validations or 0, file for the result, and, where batches are to be recorded, a folder
   */
  public static void main(String... arguments) throws IOException {
    Path fixtures = Path.of(arguments[1]);
    Task task = Task.of(arguments[0], fixtures);
    long steps = Long.parseLong(arguments[2]);
    long every = Long.parseLong(arguments[5]);
    Path result = Path.of(arguments[6]);
    Path scratch = result.resolveSibling("native");
    Length length = Length.steps(steps, task.batch());
    TrainingConfig config =
        TrainingConfig.of(
                every > 0 ? length.withValidateEvery(every) : length,
                Optimizer.of(Update.adamW(0.01), Double.parseDouble(arguments[4])).decayingAll())
            .withScope(new Scope(task.freeze(), Scope.BatchNorm.TRAINED));
    long[] finished = new long[(int) steps];
    long[] resident = new long[(int) steps];
    TrainingRun run =
        TrainingRun.of(0, Integer.parseInt(arguments[3]))
            .withListener(progress -> {
              int step = (int) progress.step() - 1;
              if (finished[step] == 0) {
                finished[step] = System.nanoTime();
                resident[step] = residentBytes();
              }
            });
    Supervised objective =
        new Supervised(CrossEntropy.plain(), Optional.empty(), "spec.recipe[0].fineTune.loss");
    try (Dataset opened = task.open("training", 54_000, scratch);
        Dataset validation = task.open("tuning", task.batch(), scratch)) {
      Dataset training =
          arguments.length > 7 ? new Recording(opened, task.batch(), Path.of(arguments[7])) : opened;
      TrainingData data =
          every > 0
              ? new TrainingData(training, Optional.of(validation))
              : TrainingData.of(training);
      Trained trained =
          Trainer.train(OnnxReader.read(task.model()), objective, data, config, run);
      write(result, trained.history(), finished, resident);
    }
  }

  private static void write(Path file, History history, long[] finished, long[] resident)
      throws IOException {
    List<String> seconds = new ArrayList<>();
    List<String> bytes = new ArrayList<>();
    for (int i = 0; i < finished.length; i++) {
      seconds.add(i == 0 ? "0" : Double.toString((finished[i] - finished[i - 1]) / 1e9));
      bytes.add(Long.toString(resident[i]));
    }
    String losses =
        history.points().stream()
            .map(point -> Double.toString(point.loss()))
            .collect(Collectors.joining(","));
    Files.writeString(
        file,
        "{\"seconds\":[%s],\"resident\":[%s],\"losses\":[%s],\"validations\":%d}\n"
            .formatted(
                String.join(",", seconds),
                String.join(",", bytes),
                losses,
                history.validations().size()));
  }

  private static long residentBytes() {
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1])
          * PAGE_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
