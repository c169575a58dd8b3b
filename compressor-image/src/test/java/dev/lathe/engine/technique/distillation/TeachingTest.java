package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.distillation.DistillationConfig.Logits;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Checkpoints;
import dev.lathe.engine.train.History;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Trained;
import dev.lathe.engine.train.Trainer;
import dev.lathe.engine.train.TrainingConfig;
import dev.lathe.engine.train.TrainingData;
import dev.lathe.engine.train.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings, without a single label. */
class TeachingTest {
  private static final int WIDTH = 4;

  @TempDir Path folder;

  /** Points by number, the same for the same number. */
  private record Points(int count, long seed) implements Dataset {
    @Override
    public long size() {
      return count;
    }

    @Override
    public boolean labelled() {
      return false;
    }

    @Override
    public String digest() {
      return "sha256:" + seed;
    }

    @Override
    public Samples samples() {
      return new Samples() {
        @Override
        public Batch read(long... numbers) {
          float[] x = new float[numbers.length * WIDTH];
          for (int i = 0; i < numbers.length; i++) {
            Random random = new Random(seed * 1_000_003 + numbers[i]);
            for (int j = 0; j < WIDTH; j++) {
              x[i * WIDTH + j] = (float) random.nextGaussian();
            }
          }
          SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
          inputs.put("x", Tensor.ofFloats(Shape.of(numbers.length, WIDTH), x));
          return new Batch(inputs, Optional.empty(), numbers.length);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }

  private static Model network(int hidden) {
    return Sketch.model(g -> {
      String x = g.input("x", -1, WIDTH);
      String inner = g.relu(g.node("MatMul", x, g.weights(WIDTH, hidden)));
      g.output(g.node("MatMul", inner, g.weights(hidden, 3)));
    });
  }

  private static TrainingConfig config(int epochs) {
    return TrainingConfig.of(Length.epochs(epochs, 16), Optimizer.of(Update.adamW(0), 0.02));
  }

  private Distillation distillation(Optional<TeacherCache> cache) {
    return new Distillation(
        Lesson.config(Logits.soft(2)), List.of(network(16)), cache, Lesson.FIELD);
  }

  private static final TrainingData DATA =
      new TrainingData(new Points(192, 1), Optional.of(new Points(200, 2)));

  private Trained train(Optional<TeacherCache> cache, int epochs, TrainingRun run) {
    try (Distillation distillation = distillation(cache)) {
      return Trainer.train(network(8), distillation, DATA, config(epochs), run);
    }
  }

  @Test
  void aStudentComesToAgreeWithItsTeacher() {
    History history = train(Optional.empty(), 20, TrainingRun.of(0, 1)).history();
    List<Double> agreement =
        history.validations().stream()
            .map(one -> Objects.requireNonNull(one.measures().get("agreement")))
            .toList();

    assertThat(agreement.getFirst()).isLessThan(.6);
    assertThat(agreement.stream().max(Double::compare).orElseThrow()).isGreaterThan(.8);
  }

  /** In the second run the cache is empty where the first one's was full. */
  @Test
  void anInterruptedTrainingGoesOnAsIfItHadNotBeen() {
    Questions questions =
        new Questions(List.of(DATA.training(), DATA.validation().orElseThrow()), 50, _ -> {});
    TeacherCache cache = TeacherCache.in(folder, 1 << 20, questions);
    Trained undisturbed = train(Optional.of(cache), 3, TrainingRun.of(0, 1));
    TrainingRun saved =
        TrainingRun.of(0, 1)
            .withCheckpoints(
                Checkpoints.in(folder.resolve("checkpoints"), "fingerprint", Duration.ofDays(1)));
    TrainingRun halted =
        saved.withListener(progress -> {
          if (progress.step() == 20) {
            throw new EngineException(Reason.INTERRUPTED, "told to stop");
          }
        });
    assertThatThrownBy(() -> train(Optional.of(cache), 3, halted))
        .hasMessageContaining("told to stop");
    Trained resumed = train(Optional.of(cache), 3, saved);

    assertThat(resumed.model().graph().initializers())
        .isEqualTo(undisturbed.model().graph().initializers());
  }
}
