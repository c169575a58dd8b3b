package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What a training brings down. */
public interface Objective {

  /**
   * Puts the loss onto a model: further nodes, inputs, initializers and outputs. What the model had
   * before stays as it is.
   *
   * @throws dev.lathe.engine.failure.EngineException if the objective does not fit the model,
   *     naming the field of the manifest
   */
  Attached attach(Model model);

  /**
   * Returns a tensor for each input that {@link #attach} added: labels, what a teacher says of the
   * batch, where a schedule stands.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if the batch lacks what it takes
   */
  SequencedMap<String, Tensor> feed(Batch batch, Moment moment);

  /**
   * Looks whether a batch comes with what {@link #feed} takes of it, and computes nothing.
   *
   * @param model like the one that is trained, in its outputs at least
   * @throws dev.lathe.engine.failure.EngineException as {@link #attach} and {@link #feed}
   */
  default void check(Model model, Batch batch) {}

  /**
   * A model with its loss.
   *
   * @param loss an output: one FLOAT or DOUBLE number, the mean over the samples of a batch
   * @param parameters initializers that are trained besides the model's weights; those that {@code
   *     attach} added are not kept in the result, those the model had before are
   * @param measures scalar outputs told at validation; the first decides which weights are best,
   *     without one the loss does
   * @param carried initializers that become, after each step, what a value of the graph was in it
   */
  record Attached(
      Model model,
      String loss,
      List<String> parameters,
      List<Measure> measures,
      SequencedMap<String, String> carried) {
    public Attached {
      parameters = List.copyOf(parameters);
      measures = List.copyOf(measures);
      carried = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(carried));
    }

    public Attached(Model model, String loss, List<String> parameters, List<Measure> measures) {
      this(model, loss, parameters, measures, new LinkedHashMap<>());
    }
  }
}
