package dev.lathe.engine.train;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Gives batch normalizations a switch: on, they go by the statistics of the batch and tell what
 * their moving averages become; off, they are as in inference. The statistics stay the initializers
 * they were, so that a graph is put back into the form of inference by giving it these alone.
 *
 * <p>Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015 (arXiv:1502.03167), algorithms 1
 * and 2. As in ONNX, {@code momentum} is what an average keeps of itself, and the variance that is
 * averaged is that of the batch itself, where PyTorch takes the unbiased one.
 */
final class SwitchBatchNormalization {
  /** The input that is true while weights are learnt. */
  static final String SWITCH = "dev.lathe.learning";

  private static final String DOMAIN = "dev.lathe";

  private final Graph graph;
  private final GraphIndex index;
  private final Scope scope;

  private SwitchBatchNormalization(Graph graph, Scope scope) {
    this.graph = graph;
    this.scope = scope;
    index = new GraphIndex(graph);
  }

  /**
   * A model with switches.
   *
   * @param carried statistics, and the values that are what they become
   * @param frozen normalizations that have none: their names
   */
  record Switched(Model model, SequencedMap<String, String> carried, List<String> frozen) {}

  /**
   * Changes all batch normalizations of the outermost graph whose statistics are initializers of
   * their own that no glob freezes.
   */
  static Switched in(Model model, Scope scope) {
    Model inferred = ShapeInference.infer(model);
    SwitchBatchNormalization rewrite = new SwitchBatchNormalization(inferred.graph(), scope);
    GraphEditor editor = inferred.graph().edit();
    SequencedMap<String, String> carried = new LinkedHashMap<>();
    List<String> frozen = new ArrayList<>();
    for (Node node : inferred.graph().nodes()) {
      if (!node.is("BatchNormalization")) {
        continue;
      }
      if (rewrite.isOwn(node, 3) && rewrite.isOwn(node, 4) && node.outputs().size() == 1) {
        String mean = editor.freshName(node.input(3) + "_next");
        String variance = editor.freshName(node.input(4) + "_next");
        editor.replace(node, switched(node, mean, variance));
        carried.put(node.input(3), mean);
        carried.put(node.input(4), variance);
      } else {
        frozen.add(node.label());
      }
    }
    if (carried.isEmpty()) {
      return new Switched(model, carried, frozen);
    }
    editor.addInput(Value.of(SWITCH, TensorType.of(DType.BOOL, new Dim[0])));
    Model changed = inferred.withGraph(editor.toGraph()).withOpset(DOMAIN, 1);
    return new Switched(changed, carried, frozen);
  }

  private boolean isOwn(Node node, int input) {
    String name = node.input(input);
    return graph.initializers().containsKey(name)
        && index.consumers(name).size() == 1
        && !Globs.anyMatches(scope.freeze(), name);
  }

  private static Node switched(Node node, String mean, String variance) {
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.add(SWITCH);
    Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
    attributes.keySet().retainAll(List.of("epsilon", "momentum"));
    return new Node(
        node.name(),
        DOMAIN,
        node.opType(),
        inputs,
        List.of(node.output(), mean, variance),
        attributes,
        node.residue());
  }
}
