package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.technique.quantization.Activations;
import dev.lathe.engine.tensor.Tensor;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Gets activations from ONNX Runtime, its optimiser off, over a data set in batches: one batch and
 * what it puts out are all that is held at a time.
 *
 * @param batchSize samples of one run, at least 1
 * @param threads threads one operator may use, at least 1
 */
public record SessionActivations(Dataset data, int batchSize, int threads) implements Activations {
  @Override
  public void runSome(Model model, long samples, Consumer<SequencedMap<String, Tensor>> observer) {
    try (Session session = Session.open(model, SessionOptions.asWritten(threads));
        Batches batches = data.batches(batchSize)) {
      for (long done = 0; done < samples && batches.hasNext(); ) {
        Batch batch = batches.next();
        observer.accept(run(session, batch));
        done += batch.size();
      }
    }
  }

  private SequencedMap<String, Tensor> run(Session session, Batch batch) {
    try {
      return session.run(batch.inputs());
    } catch (EngineException e) {
      throw e.reason() == Reason.INVALID_DATA ? data.blamed(e) : e;
    }
  }

  @Override
  public EngineException failure(String sentence) {
    String why =
        DataCheck.firstNonFinite(data, batchSize)
            .map(found -> found + ": " + sentence)
            .orElse(sentence);
    return data.blamed(Activations.super.failure(why));
  }
}
