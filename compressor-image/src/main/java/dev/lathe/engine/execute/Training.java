package dev.lathe.engine.execute;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What a training step of a model does.
 *
 * @param loss the output that is brought down: one number, in floating point
 * @param trained the initializers that move, in an order that checkpoints keep
 * @param undecayed those of them that no weight decay is applied to
 * @param update how they move
 * @param longest the length gradients are cut to, all of them together; empty: as they are
 * @param carried initializers that become, after each step, what a value of the graph was in it, as
 *     the statistics of a batch normalization do
 * @param accumulates whether gradients of several batches may be summed before a step
 */
public record Training(
    String loss,
    List<String> trained,
    Set<String> undecayed,
    Update update,
    OptionalDouble longest,
    SequencedMap<String, String> carried,
    boolean accumulates) {
  public Training {
    trained = List.copyOf(trained);
    undecayed = Set.copyOf(undecayed);
    carried = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(carried));
  }

  /** Returns a training that moves all of these by an update, and nothing else. */
  public static Training of(String loss, List<String> trained, Update update) {
    return new Training(
        loss, trained, Set.of(), update, OptionalDouble.empty(), new LinkedHashMap<>(), false);
  }

  public Training withUndecayed(Set<String> names) {
    return new Training(loss, trained, names, update, longest, carried, accumulates);
  }

  public Training withLongest(double length) {
    return new Training(
        loss, trained, undecayed, update, OptionalDouble.of(length), carried, accumulates);
  }

  public Training withCarried(SequencedMap<String, String> values) {
    return new Training(loss, trained, undecayed, update, longest, values, accumulates);
  }

  public Training accumulating() {
    return new Training(loss, trained, undecayed, update, longest, carried, true);
  }

  /**
   * @throws EngineException INVALID_MODEL if there is nothing to train, or an initializer that
   *     cannot be
   */
  void requireFits(Graph graph) {
    if (trained.isEmpty()) {
      throw new EngineException(Reason.INVALID_MODEL, "there is no initializer to train");
    }
    for (String name : trained) {
      Tensor tensor =
          graph
              .initializer(name)
              .orElseThrow(() ->
                  new EngineException(
                      Reason.INVALID_MODEL,
                      "there is no initializer '%s' to train".formatted(name)));
      if (tensor.type() != DType.FLOAT && tensor.type() != DType.DOUBLE) {
        throw new EngineException(
            Reason.INVALID_MODEL,
            "initializer '%s': FLOAT or DOUBLE expected, found %s".formatted(name, tensor));
      }
    }
  }
}
