package dev.lathe.engine.execute;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What a training step of a model does.
 *
 * @param loss the output that is brought down: one number, in floating point
 * @param trained the initializers that move, in an order that checkpoints keep
 * @param motion how they move
 * @param carried initializers that become, after each step, what a value of the graph was in it, as
 *     the statistics of a batch normalization do
 * @param accumulates whether gradients of several batches may be summed before a step
 */
public record Training(
    String loss,
    List<String> trained,
    Motion motion,
    SequencedMap<String, String> carried,
    boolean accumulates) {
  public Training {
    trained = List.copyOf(trained);
    carried = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(carried));
  }

  /** Returns a training that moves all of these by an update, and nothing else. */
  public static Training of(String loss, List<String> trained, Update update) {
    return new Training(loss, trained, Motion.by(update), new LinkedHashMap<>(), false);
  }

  public Training with(Motion other) {
    return new Training(loss, trained, other, carried, accumulates);
  }

  public Training withCarried(SequencedMap<String, String> values) {
    return new Training(loss, trained, motion, values, accumulates);
  }

  public Training accumulating() {
    return new Training(loss, trained, motion, carried, true);
  }

  /** Returns the names of all initializers that a step changes. */
  List<String> moving() {
    SequencedSet<String> names = new LinkedHashSet<>(trained);
    names.addAll(carried.sequencedKeySet());
    return List.copyOf(names);
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
