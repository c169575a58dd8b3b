package dev.lathe.engine.train;

import dev.lathe.engine.execute.Update;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Trains 5,000 steps of changing sequence length with 500 validations between them, and prints the
 * resident bytes of the process after every 500 steps.
 */
public final class FlatTraining {
  private static final int PAGE_BYTES = 4096;
  private static final int STEPS = 5000;
  private static final int EVERY = 500;

  private FlatTraining() {}

  private static long residentBytes() {
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1])
          * PAGE_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) {
    SequencedMap<Long, Long> resident = new LinkedHashMap<>();
    try (Sentences training = new Sentences(4000);
        Sentences validation = new Sentences(48)) {
      Trained trained =
          Trainer.train(
              Sentences.network(),
              new Likelihood(),
              new TrainingData(training, Optional.of(validation)),
              TrainingConfig.of(
                      Length.steps(STEPS, 16).withValidateEvery(STEPS / 500),
                      Optimizer.of(Update.adamW(0.01), 1e-3))
                  .withSelection(Selection.best().withAveraging(0.99)),
              TrainingRun.of(1, 1)
                  .withListener(progress -> {
                    if (progress.step() % EVERY == 0) {
                      resident.computeIfAbsent(progress.step(), step -> residentBytes());
                    }
                  }));
      System.out.printf(
          "%d steps, %d validations, resident bytes: %s%n",
          trained.history().points().size(),
          trained.history().validations().size(),
          resident.values());
    }
  }
}
