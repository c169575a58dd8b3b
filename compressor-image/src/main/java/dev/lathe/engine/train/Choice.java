package dev.lathe.engine.train;

import dev.lathe.engine.execute.Motion;
import dev.lathe.engine.execute.Training;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Needed;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which initializers are trained, and in which way.
 *
 * @param trained in the order of the graph, those of the objective last
 * @param undecayed those of them without weight decay
 */
record Choice(List<String> trained, Set<String> undecayed) {
  /**
   * Chooses among the weights of a model with its loss.
   *
   * @throws EngineException UNSUPPORTED_MODEL if there are no weights, or the loss depends on none
   *     of those that are trained; INVALID_MANIFEST if all are frozen
   */
  static Choice of(Objective.Attached attached, Scope scope, boolean decaysAll) {
    Graph graph = attached.model().graph();
    SequencedMap<String, Role> roles = Roles.of(graph);
    LinkedHashSet<String> weights = new LinkedHashSet<>(roles.sequencedKeySet());
    weights.removeIf(name -> Globs.anyMatches(scope.freeze(), name));
    if (weights.isEmpty() && attached.parameters().isEmpty()) {
      throw nothingToTrain(roles, scope);
    }
    weights.removeAll(attached.parameters());
    weights.addAll(attached.parameters());
    Set<String> behindLoss = Needed.of(graph, List.of(attached.loss())).values();
    List<String> trained = weights.stream().filter(behindLoss::contains).toList();
    if (trained.isEmpty()) {
      throw independent(attached.loss(), weights);
    }
    Set<String> undecayed =
        decaysAll
            ? Set.of()
            : trained.stream()
                .filter(name -> !isDecayed(name, roles, graph))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Choice(trained, undecayed);
  }

  private static boolean isDecayed(String name, SequencedMap<String, Role> roles, Graph graph) {
    Role role = roles.get(name);
    Optional<Tensor> tensor = graph.initializer(name);
    return role == null ? tensor.filter(Roles::isSpread).isPresent() : role == Role.WEIGHT;
  }

  private static EngineException nothingToTrain(SequencedMap<String, Role> roles, Scope scope) {
    return roles.isEmpty()
        ? new EngineException(
            Reason.UNSUPPORTED_MODEL,
            "the model has no weights to train: none of its initializers in FLOAT or DOUBLE is a"
                + " kernel, matrix, embedding, bias or scale")
        : new EngineException(
            Reason.INVALID_MANIFEST,
            "training.freeze: %s match all %d weights of the model, nothing is left to train"
                .formatted(scope.freeze(), roles.size()));
  }

  static EngineException independent(String loss, Set<String> weights) {
    return new EngineException(
        Reason.UNSUPPORTED_MODEL,
        "the loss '%s' depends on none of the weights that are trained: %s"
            .formatted(loss, Globs.some(weights)));
  }

  /** Returns what a step does to these. */
  Training training(
      Objective.Attached attached,
      Optimizer optimizer,
      OptionalDouble averaging,
      boolean accumulates) {
    Motion motion =
        new Motion(
            optimizer.update(), undecayed, factors(optimizer), optimizer.clipNorm(), averaging);
    Training training =
        Training.of(attached.loss(), trained, optimizer.update())
            .with(motion)
            .withCarried(attached.carried());
    return accumulates ? training.accumulating() : training;
  }

  /** Returns what learning rates are multiplied by; of several globs that match the last counts. */
  private Map<String, Double> factors(Optimizer optimizer) {
    Map<String, Double> factors = new LinkedHashMap<>();
    for (String name : trained) {
      for (Optimizer.RateFactor rate : optimizer.rates()) {
        if (Globs.matches(rate.glob(), name)) {
          factors.put(name, rate.factor());
        }
      }
    }
    return factors;
  }
}
