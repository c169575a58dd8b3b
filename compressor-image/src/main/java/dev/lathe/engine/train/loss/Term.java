package dev.lathe.engine.train.loss;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import java.util.List;
import java.util.SequencedMap;

/**
 * A part of what is brought down, as it was written into a graph.
 *
 * @param value one FLOAT number, the mean over the samples of a batch
 * @param measures scalar outputs that tell how well it is going
 * @param feed what the inputs that it added are given
 */
public record Term(String value, List<Measure> measures, Feed feed) {
  public Term {
    measures = List.copyOf(measures);
  }

  /** Gives the inputs of a term their tensors. */
  public interface Feed {
    /**
     * Returns them by name.
     *
     * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if the batch lacks what it
     *     takes
     */
    SequencedMap<String, Tensor> of(Batch batch);
  }
}
