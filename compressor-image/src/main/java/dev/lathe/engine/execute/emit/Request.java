package dev.lathe.engine.execute.emit;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/**
 * What a module is asked for besides its outputs.
 *
 * @param activations values in between that become outputs, behind the model's own
 * @param trainable initializers that gradients are taken with respect to
 */
public record Request(List<String> activations, Set<String> trainable) {
  public Request {
    activations = List.copyOf(activations);
    trainable = Set.copyOf(trainable);
  }

  /** The outputs alone. */
  public static Request plain() {
    return new Request(List.of(), Set.of());
  }

  List<String> outputsOf(Graph graph) {
    SequencedSet<String> names = new LinkedHashSet<>();
    graph.outputs().stream().map(Value::name).forEach(names::add);
    names.addAll(activations);
    return List.copyOf(names);
  }
}
