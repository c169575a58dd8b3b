package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.onnx.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final long SEED = 20;

  @TempDir private Path folder;

  private static List<Long> randomSteps(int count) {
    return new Random(SEED).longs(1, Interrupting.STEPS).distinct().limit(count).boxed().toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void aTrainingInterruptedTwentyTimesEndsWithTheSameWeights() throws IOException {
    Trained undisturbed = Interrupting.undisturbed(folder);
    Interrupting training = new Interrupting(folder, randomSteps(20), Interrupting::interruption);

    assertThat(training.finish(Interrupting.NEVER)).isEqualTo(undisturbed);
    assertThat(undisturbed.history().points()).hasSize(Interrupting.STEPS);
    assertThat(undisturbed.history().validations()).hasSizeGreaterThan(10);
    assertThat(files()).hasSizeLessThanOrEqualTo(3);
  }

  /** What is thrown is no interruption: nothing is saved then, and some steps are taken again. */
  @Test
  void aTrainingThatCrashesGoesOnFromWhereItWasSavedLast() {
    Trained undisturbed = Interrupting.undisturbed(folder);
    Interrupting training =
        new Interrupting(folder, randomSteps(8), () -> new IllegalStateException("crash"));

    assertThat(training.finish(Duration.ofMillis(20))).isEqualTo(undisturbed);
  }

  @Test
  void aProcessThatIsHaltedGoesOnInAnother() throws Exception {
    Trained undisturbed = Interrupting.undisturbed(folder);
    for (long step : List.of(11L, 40L, 41L)) {
      String printed =
          ChildProcess.run("true", HaltedTraining.class, folder.toString(), Long.toString(step));
      assertThat(printed).endsWith("halting at " + step);
    }

    assertThat(
            new Interrupting(folder, List.of(), Interrupting::interruption).finish(Duration.ZERO))
        .isEqualTo(undisturbed);
  }

  @Test
  void anInterruptionDuringValidationIsNoLoss() {
    Trained undisturbed = Interrupting.undisturbed(folder);
    List<Long> told = new ArrayList<>();
    TrainingRun run =
        TrainingRun.of(5, 1)
            .withCheckpoints(
                Checkpoints.in(folder.resolve("checkpoints"), "this job", Interrupting.NEVER));

    assertThatThrownBy(() ->
            Interrupting.train(
                folder,
                run.withListener(progress -> {
                  told.add(progress.step());
                  if (told.size() == 12) {
                    throw Interrupting.interruption();
                  }
                })))
        .isInstanceOf(EngineException.class);
    assertThat(told.get(10)).as("it was between two batches of validation").isEqualTo(told.get(11));
    assertThat(Interrupting.train(folder, run)).isEqualTo(undisturbed);
  }

  @Test
  void aFinishedTrainingIsNotRepeated() {
    Interrupting training = new Interrupting(folder, List.of(), Interrupting::interruption);
    Trained finished = training.finish(Interrupting.NEVER);
    List<TrainingProgress> told = new ArrayList<>();

    Trained again =
        Interrupting.train(
            folder,
            TrainingRun.of(5, 1)
                .withCheckpoints(training.checkpoints(Interrupting.NEVER))
                .withListener(told::add));

    assertThat(again).isEqualTo(finished);
    assertThat(told).isEmpty();
  }

  @Test
  void aTornOrDamagedCheckpointGivesWayToTheOneBefore() throws IOException {
    Trained undisturbed = Interrupting.undisturbed(folder);
    Random random = new Random(SEED);
    for (int i = 0; i < 6; i++) {
      Interrupting training =
          new Interrupting(folder, List.of(31L, 61L), Interrupting::interruption);
      assertThatThrownBy(() -> training.attempt(Interrupting.NEVER)).hasMessage("stopped");
      assertThatThrownBy(() -> training.attempt(Interrupting.NEVER)).hasMessage("stopped");
      assertThat(files()).hasSize(2);
      byte[] latest = Files.readAllBytes(files().getLast());
      int at = random.nextInt(latest.length);
      if (i % 2 == 0) {
        latest[at] ^= (byte) (1 << random.nextInt(8));
      } else {
        latest = java.util.Arrays.copyOf(latest, at);
      }
      Files.write(files().getLast(), latest);

      List<Long> steps = new ArrayList<>();
      Trained trained =
          Interrupting.train(
              folder,
              TrainingRun.of(5, 1)
                  .withCheckpoints(training.checkpoints(Interrupting.NEVER))
                  .withListener(progress -> steps.add(progress.step())));
      assertThat(steps.getFirst()).as("byte %d of %d", at, latest.length).isEqualTo(32);
      assertThat(trained).isEqualTo(undisturbed);
      for (Path file : files()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void theCheckpointOfAnotherJobIsRefused() {
    Interrupting training = new Interrupting(folder, List.of(5L), Interrupting::interruption);
    assertThatThrownBy(() -> training.attempt(Interrupting.NEVER)).hasMessage("stopped");
    Path place = folder.resolve("checkpoints");
    TrainingRun other =
        TrainingRun.of(5, 1).withCheckpoints(Checkpoints.in(place, "that job", Interrupting.NEVER));
    TrainingRun otherSeed =
        TrainingRun.of(6, 1).withCheckpoints(training.checkpoints(Interrupting.NEVER));

    for (TrainingRun run : List.of(other, otherSeed)) {
      assertThatThrownBy(() -> Interrupting.train(folder, run))
          .hasMessageStartingWith("spec.checkpoint: " + place + " holds checkpoints of another job")
          .asInstanceOf(InstanceOfAssertFactories.type(EngineException.class))
          .extracting(EngineException::reason)
          .isEqualTo(Reason.INVALID_MANIFEST);
    }
  }

  @Test
  void aFullDiskLeavesTheEarlierCheckpointAsItWas() throws Exception {
    String before = ChildProcess.run("true", CrampedTraining.class, folder.toString(), "3");
    assertThat(before).endsWith("Interrupted: stopped");
    List<Path> earlier = files();
    byte[] bytes = Files.readAllBytes(earlier.getFirst());
    assertThat(bytes.length).isGreaterThan(1_200_000);

    String cramped =
        ChildProcess.run("ulimit -f 1100", CrampedTraining.class, folder.toString(), "0");

    assertThat(cramped).contains("DiskFull: spec.checkpoint: " + folder.resolve("checkpoints"));
    assertThat(files()).isEqualTo(earlier);
    assertThat(Files.readAllBytes(earlier.getFirst())).isEqualTo(bytes);
  }
}
