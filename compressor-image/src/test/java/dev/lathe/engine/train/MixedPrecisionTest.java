package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Initializer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixedPrecisionTest {
  private static final Compute MIXED = new Compute(1, Device.CPU, Precision.BFLOAT16);

  @TempDir private Path folder;

  private Trained train(TrainingRun run) {
    try (Dataset points = Blobs.points(folder, 200, 1);
        Dataset others = Blobs.points(folder, 100, 2)) {
      return Trainer.train(
          Blobs.network(),
          new Likelihood(),
          new TrainingData(points, Optional.of(others)),
          TrainingConfig.of(Length.epochs(5, 16), Optimizer.of(Update.adamW(0.01), 0.01)),
          run);
    }
  }

  private static boolean hasFewBits(float weight) {
    return (Float.floatToRawIntBits(weight) & 0xffff) == 0;
  }

  @Test
  void learnsLikeFloat32AndKeepsWeightsInAllTheirBits() {
    Trained plain = train(TrainingRun.of(1, 1));
    Trained mixed = train(TrainingRun.of(1, 1).with(MIXED));

    assertThat(mixed.history().points()).isNotEqualTo(plain.history().points());
    double loss = plain.history().points().getLast().loss();
    assertThat(mixed.history().points().getLast().loss()).isCloseTo(loss, within(0.02 * loss));
    for (Initializer one : mixed.model().graph().initializers().values()) {
      float[] weights = one.tensor().toFloats();
      int few = 0;
      for (float weight : weights) {
        few += hasFewBits(weight) ? 1 : 0;
      }
      assertThat(few).as(one.name()).isLessThan(weights.length);
    }
  }

  @Test
  void isToldAndComesOutTheSameEachTime() {
    Trained one = train(TrainingRun.of(1, 1).with(MIXED));
    Trained other = train(TrainingRun.of(1, 1).with(MIXED));

    assertThat(one.history().notes())
        .contains(
            "precision: convolutions and products of matrices were computed in BFloat16, all else in"
                + " Float32");
    assertThat(one.history()).isEqualTo(other.history());
    assertThat(one.model().graph().initializers()).isEqualTo(other.model().graph().initializers());
  }
}
