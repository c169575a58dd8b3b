package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Has a model in half precision, FLOAT16 or BFLOAT16, compute in FLOAT.
 *
 * <p>Before: {@code x → MatMul(w) → y}, all of FLOAT16. After: {@code x → Cast → MatMul(w') → Cast
 * → y}, where {@code w'} is {@code w} in FLOAT. Inputs and outputs stay what they are. Element
 * types that attributes name are widened too, and so are the bodies of control flow. Numbers differ
 * by what was rounded on the way. A model with something that may insist on half precision stays as
 * it is, and the refusals say what.
 */
public final class WidenHalf implements Rewrite {
  @Override
  public Outcome apply(Model model) {
    Tally tally = new Tally();
    SequencedMap<String, DType> borders = borders(model.graph());
    Graph bordered = bordered(model.graph(), borders, tally);
    Graph widened = new HalfToFloat(borders.keySet(), tally).widen(bordered);
    List<Refusal> pinned = tally.changes() == 0 ? List.of() : PinnedHalf.in(model);
    return pinned.isEmpty() ? tally.outcome(model, widened) : new Outcome(model, 0, pinned);
  }

  /** Returns the inputs and outputs in half precision, each with its type. */
  private static SequencedMap<String, DType> borders(Graph graph) {
    SequencedMap<String, DType> borders = new LinkedHashMap<>();
    Stream.concat(graph.inputs().stream(), graph.outputs().stream())
        .forEach(value -> {
          if (value.type() instanceof TensorType type && type.elementType().isHalf()) {
            borders.put(value.name(), type.elementType());
          }
        });
    return borders;
  }

  /** Puts casts between inputs and outputs and what is inside. */
  private static Graph bordered(Graph graph, SequencedMap<String, DType> borders, Tally tally) {
    GraphIndex index = new GraphIndex(graph);
    GraphEditor editor = graph.edit();
    int before = tally.changes();
    for (Map.Entry<String, DType> border : borders.entrySet()) {
      String name = border.getKey();
      Optional<Node> writer = index.producer(name);
      List<Node> readers = index.consumers(name);
      boolean isCast =
          writer
              .map(node -> node.is("Cast") && readers.isEmpty())
              .orElseGet(() -> readers.stream().allMatch(reader -> reader.is("Cast")));
      if (isCast) {
        continue;
      }
      String inside = editor.freshName(name + "_float");
      editor.redirect(name, inside);
      if (writer.isPresent()) {
        editor.producer(name).ifPresent(node -> editor.replace(node, writing(node, name, inside)));
        editor.add(cast(inside, name, border.getValue()));
      } else {
        editor.add(cast(name, inside, DType.FLOAT));
      }
      tally.change();
    }
    return tally.changes() > before ? editor.toGraph() : graph;
  }

  private static Node writing(Node node, String value, String other) {
    return node.withOutputs(
        node.outputs().stream().map(output -> output.equals(value) ? other : output).toList());
  }

  private static Node cast(String from, String to, DType type) {
    return Node.of("Cast", to + "_cast", List.of(from), List.of(to))
        .withAttribute("to", Attribute.of(type.onnxCode()));
  }
}
