package dev.lathe.engine.train;

import java.nio.file.Path;
import java.time.Duration;

/** Goes on with a training and halts its own process at a step, as a power failure would. */
final class HaltedTraining {
  private HaltedTraining() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    long last = Long.parseLong(arguments[1]);
    Interrupting.train(
        folder,
        TrainingRun.of(5, 1)
            .withCheckpoints(
                Checkpoints.in(folder.resolve("checkpoints"), "this job", Duration.ZERO))
            .withListener(progress -> {
              if (progress.step() == last) {
                System.out.println("halting at " + last);
                System.out.flush();
                Runtime.getRuntime().halt(137);
              }
            }));
  }
}
