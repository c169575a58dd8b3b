package dev.lathe.engine.execute.emit;

import dev.lathe.engine.execute.archive.TorchType;
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
 * @param moving initializers that change while the module lives, the trainable among them
 * @param products numbers that products of floats are computed in: FLOAT or BFLOAT16
 */
public record Request(
    List<String> activations, Set<String> trainable, Set<String> moving, TorchType products) {
  public Request {
    activations = List.copyOf(activations);
    trainable = Set.copyOf(trainable);
    moving = Set.copyOf(moving);
  }

  /** Values in between, of a module that stays as it is. */
  public static Request of(List<String> activations) {
    return new Request(activations, Set.of(), Set.of(), TorchType.FLOAT);
  }

  List<String> outputsOf(Graph graph) {
    SequencedSet<String> names = new LinkedHashSet<>();
    graph.outputs().stream().map(Value::name).forEach(names::add);
    names.addAll(activations);
    return List.copyOf(names);
  }
}
