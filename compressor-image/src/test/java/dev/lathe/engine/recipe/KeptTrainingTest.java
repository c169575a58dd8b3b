package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.Progress.Event;
import dev.lathe.engine.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For how long a job's checkpoints are kept. */
@SuppressWarnings("NullAway.Init")
class KeptTrainingTest {
  private static final String RECIPE =
      "[{fineTune: {training: {epochs: 3, batchSize: 16, optimizer: {learningRate: \"0.002\"}}}},"
          + " {quantize: {mode: Static, aware: true, training: {epochs: 1, batchSize: 16, optimizer:"
          + " {learningRate: \"0.0005\"}}}}]";
  private static final String KEPT = "  checkpoint: {uri: \"file:kept/here\"}\n";

  @TempDir private Path folder;
  private TinyJob job;

  @BeforeEach
  void prepare() throws IOException {
    job = TinyJob.in(folder);
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("kept"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.resolve("kept/here").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static String digest(RunResult result) {
    return result.report().provenance().resultDigest();
  }

  private static Progress stoppingAt(long step) {
    return event -> {
      if (event.training().map(TrainingProgress::step).orElse(0L) == step) {
        throw new EngineException(Reason.INTERRUPTED, "stop");
      }
    };
  }

  @Test
  void aPublishedJobKeepsNothingAndRunsAgainToTheSameBytes() throws IOException {
    String manifest = job.training(RECIPE) + KEPT;
    Path mine = Files.createDirectories(folder.resolve("kept/here/step-1")).resolve("notes.txt");
    Files.writeString(mine, "of another");

    RunResult first = job.run(manifest, Progress.SILENT);
    List<String> left = kept();
    RunResult again = job.run(manifest, Progress.SILENT);

    assertThat(left).containsExactly("step-1/notes.txt");
    assertThat(folder.resolve("kept/here/step-2")).doesNotExist();
    assertThat(digest(again)).isEqualTo(digest(first));
    assertThat(again.report().compression().trainings())
        .allMatch(training -> training.effort().resumedAt().isEmpty());
  }

  @Test
  void anInterruptedJobKeepsWhatItGoesOnFrom() throws IOException {
    String manifest = job.training(RECIPE);
    String undisturbed = digest(job.run(manifest, Progress.SILENT));

    assertThatThrownBy(() -> job.run(manifest + KEPT, stoppingAt(5))).hasMessage("stop");
    assertThat(kept()).containsExactly("step-1/step-000000000005.checkpoint");
    RunResult resumed = job.run(manifest + KEPT, Progress.SILENT);

    assertThat(digest(resumed)).isEqualTo(undisturbed);
    assertThat(resumed.report().compression().trainings().getFirst().effort().resumedAt())
        .isEqualTo(OptionalLong.of(5));
    assertThat(kept()).isEmpty();
  }

  @Test
  void aJobWhoseGateFailsKeepsItsTrainingForOneWithAnotherGate() throws IOException {
    String manifest = job.training(RECIPE) + KEPT;
    String strict =
        manifest.replace("gates: []", "gates: [{name: size, metric: SizeBytes, max: \"1\"}]");

    assertThat(job.run(strict, Progress.SILENT)).isInstanceOf(RunResult.Rejected.class);
    assertThat(kept())
        .containsExactly(
            "step-1/step-000000000018.checkpoint", "step-2/step-000000000006.checkpoint");
    List<Event> events = new ArrayList<>();
    assertThat(job.run(manifest, events::add)).isInstanceOf(RunResult.Accepted.class);

    assertThat(events).noneMatch(event -> event.training().isPresent());
    assertThat(kept()).isEmpty();
  }
}
