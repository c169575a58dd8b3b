package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Tensor;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** Runs models over the calibration data. What a technique wants to see, it makes an output. */
public interface Activations {

  /**
   * Runs a model over every batch of the data, always in the same order, and hands on what it puts
   * out, batch by batch. Nothing is kept: the next batch is run when {@code observer} returns.
   *
   * <p>The model is the source model with the same inputs, or that with other outputs or weights.
   * Its nodes are run as they are written, with no optimiser that could fuse a value away. Extents
   * of outputs may differ from batch to batch.
   *
   * @param observer is given the outputs of one batch by name
   * @throws EngineException if the data does not fit the model
   */
  default void run(Model model, Consumer<SequencedMap<String, Tensor>> observer) {
    runSome(model, Long.MAX_VALUE, observer);
  }

  /**
   * The same for the first batches only, until they hold that many samples.
   *
   * @param samples at least 1
   */
  void runSome(Model model, long samples, Consumer<SequencedMap<String, Tensor>> observer);

  /**
   * Returns the failure that the data is to blame for what a model became on it. It names the
   * sample that is not finite itself, if there is one.
   *
   * @param sentence what became of the model
   */
  default EngineException failure(String sentence) {
    return new EngineException(Reason.INVALID_DATA, sentence);
  }
}
