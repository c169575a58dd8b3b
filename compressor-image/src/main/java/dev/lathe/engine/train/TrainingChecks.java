package dev.lathe.engine.train;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.List;

/** Refuses data that nothing can be learnt from as asked. */
final class TrainingChecks {
  private TrainingChecks() {}

  /**
   * @throws EngineException INVALID_DATA if the validation data is empty; INVALID_MANIFEST if the
   *     training data does not fill a batch
   */
  static void require(TrainingData data, Length length) {
    long samples = data.training().size();
    if (data.validation().filter(some -> some.size() == 0).isPresent()) {
      throw new EngineException(
          Reason.INVALID_DATA,
          "spec.data.validation holds no sample: leave it out, or give it some");
    }
    if (samples < length.batchSize() && data.training().fixedBatch().isEmpty()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "training.batchSize: %d samples make a batch, and spec.data.training has %d in all"
              .formatted(length.batchSize(), samples));
    }
  }

  /** Returns what is unusual about the batches, a sentence each. */
  static List<String> notes(TrainingData data, Length length) {
    List<String> notes = new ArrayList<>();
    long samples = data.training().size();
    data.training()
        .fixedBatch()
        .ifPresent(fixed -> {
          if (fixed != length.batchSize()) {
            notes.add(
                "the model takes batches of exactly %s: training.batchSize is that rather than %d"
                    .formatted(Count.of(fixed, "sample"), length.batchSize()));
          }
        });
    if (samples == data.training().fixedBatch().orElse(length.batchSize())) {
      notes.add(
          "spec.data.training is one batch of %s: every step learns from %s"
              .formatted(Count.of(samples, "sample"), Count.form(samples, "it", "all of them")));
    }
    return notes;
  }
}
