package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.of(Length.epochs(5, 16), Optimizer.of(Update.adamW(0.01), 0.01));

  @TempDir private Path folder;

  @Test
  void theLossComesDownAndOnlyInitializersChange() {
    Model model = Blobs.network();
    try (Dataset points = Blobs.points(folder, 200, 1)) {
      Trained trained =
          Trainer.train(
              model, new Likelihood(), TrainingData.of(points), CONFIG, TrainingRun.of(1, 1));

      List<History.Point> course = trained.history().points();
      assertThat(course).hasSize(5 * 13);
      assertThat(course.getFirst().loss()).isGreaterThan(1);
      assertThat(course.getLast().loss()).isLessThan(0.6);
      assertThat(trained.model().graph().nodes()).isEqualTo(model.graph().nodes());
      assertThat(trained.model().graph().inputs()).isEqualTo(model.graph().inputs());
      assertThat(trained.model().graph().outputs()).isEqualTo(model.graph().outputs());
      assertThat(trained.model().graph().initializers().keySet())
          .containsExactlyElementsOf(model.graph().initializers().keySet());
      assertThat(trained.model().graph().initializers())
          .allSatisfy(
              (name, one) -> assertThat(one).isNotEqualTo(model.graph().initializers().get(name)));
    }
  }

  @Test
  void theListenerIsToldOfEveryStep() {
    List<TrainingProgress> told = new ArrayList<>();
    try (Dataset points = Blobs.points(folder, 200, 1)) {
      Trained trained =
          Trainer.train(
              Blobs.network(),
              new Likelihood(),
              TrainingData.of(points),
              CONFIG,
              TrainingRun.of(1, 1).withListener(told::add));

      assertThat(told).hasSize(65);
      assertThat(told).extracting(TrainingProgress::steps).containsOnly(65L);
      assertThat(told.get(13).epoch()).isEqualTo(2);
      assertThat(told)
          .extracting(TrainingProgress::loss)
          .isEqualTo(trained.history().points().stream().map(History.Point::loss).toList());
    }
  }
}
