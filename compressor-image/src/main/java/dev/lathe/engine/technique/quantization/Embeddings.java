package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.technique.quantization.Quantized.KeptLayer;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Stores tables that are looked up by row as 8-bit integers with a scale a row.
 *
 * <pre>{@code
 * Gather(W, i)  →  DequantizeLinear(Gather(Wq, i), 1) * Gather(Ws, i)
 * }</pre>
 *
 * <p>DequantizeLinear has no scale for each of the rows that were found, so its own is 1 and it
 * only makes floats of integers; a Cast would too, but slower in ONNX Runtime.
 *
 * <p>Departs from ONNX Runtime's quantizer, which has one scale for the whole table: a scale a row
 * costs 4 bytes a row and no time to speak of, and lets a rare word with small weights keep its
 * digits. Rows are not multiplied, so nothing saturates and all 8 bits are of use.
 */
final class Embeddings {
  private static final int LIMIT = 127;

  /** A smaller table saves next to nothing, and costs three nodes. */
  private static final long LEAST_BYTES = 4 << 10;

  private final Model model;
  private final GraphIndex index;
  private final Scope scope;
  private final GraphEditor editor;
  private final Map<String, Stored> stored = new HashMap<>();
  private final List<QuantizedLayer> layers = new ArrayList<>();
  private final List<KeptLayer> kept = new ArrayList<>();

  private Embeddings(Model model, Scope scope, GraphEditor editor) {
    this.model = model;
    this.index = new GraphIndex(model.graph());
    this.scope = scope;
    this.editor = editor;
  }

  /** Names of the initializers that a table became. */
  private record Stored(String integers, String unit, String scales, QuantizedWeights weights) {}

  /** What was done to the graph in the editor. */
  record Result(List<QuantizedLayer> layers, List<KeptLayer> kept) {}

  /** Quantizes the tables of a model within the editor of its graph. */
  static Result quantize(Model model, Scope scope, GraphEditor editor) {
    Embeddings embeddings = new Embeddings(model, scope, editor);
    for (Node node : model.graph().nodes()) {
      if (embeddings.isLookup(node)) {
        embeddings.quantize(node);
      }
    }
    return new Result(List.copyOf(embeddings.layers), List.copyOf(embeddings.kept));
  }

  private boolean isLookup(Node node) {
    return node.is("Gather")
        && model.graph().initializer(node.input(0)).map(t -> t.type() == DType.FLOAT).orElse(false);
  }

  private void quantize(Node node) {
    Tensor table = model.graph().initializer(node.input(0)).orElseThrow();
    Optional<String> obstacle = obstacle(node, table);
    if (obstacle.isPresent()) {
      kept.add(LinearLayers.keep(node, obstacle.get()));
      return;
    }
    boolean first = !stored.containsKey(node.input(0));
    Stored names = stored.computeIfAbsent(node.input(0), name -> store(name, table));
    rewrite(node, names);
    layers.add(
        new QuantizedLayer(
            LinearLayer.nameOf(node),
            node.opType(),
            first
                ? new QuantizedLayer.Bytes(table.sizeInBytes(), names.weights().sizeInBytes())
                : new QuantizedLayer.Bytes(0, 0),
            OptionalDouble.of(names.weights().sqnrDecibels()),
            OptionalDouble.empty()));
  }

  private Optional<String> obstacle(Node node, Tensor table) {
    if (!scope.includesOperator("Gather")) {
      return Optional.of("the recipe does not name Gather");
    }
    if (scope.excludes(node)) {
      return Optional.of("excluded by the recipe");
    }
    if (!LinearLayers.isConstant(model, node.input(0))) {
      return Optional.of("its table is computed at run time");
    }
    if (node.intAttribute("axis", 0) != 0
        || table.shape().rank() != 2
        || table.elementCount() > Integer.MAX_VALUE) {
      return Optional.of("it does not look up rows of a matrix: " + table);
    }
    if (table.sizeInBytes() < LEAST_BYTES) {
      return Optional.of("its %d bytes of weights are too few".formatted(table.sizeInBytes()));
    }
    if (index.isOutput(node.input(0))) {
      return Optional.of("its table is an output of the model");
    }
    return index.consumers(node.input(0)).stream()
        .filter(reader ->
            !isLookup(reader)
                || reader.input(1).equals(node.input(0))
                || reader.intAttribute("axis", 0) != 0
                || scope.excludes(reader))
        .findFirst()
        .map(reader -> "%s reads its table too".formatted(reader.label()));
  }

  private Stored store(String name, Tensor table) {
    QuantizedWeights weights = QuantizedWeights.of(name, table, 0, LIMIT);
    Stored names =
        new Stored(
            editor.freshName(name + "_quantized"),
            editor.freshName(name + "_unit"),
            editor.freshName(name + "_scale"),
            weights);
    editor.initializer(names.integers(), weights.values());
    editor.initializer(names.unit(), Tensor.ofFloats(Shape.scalar(), 1));
    editor.initializer(names.scales(), weights.scales().reshape(Shape.of(table.shape().dim(0), 1)));
    return names;
  }

  private void rewrite(Node node, Stored table) {
    String prefix = LinearLayer.nameOf(node);
    String rows = editor.freshName(prefix + "_rows");
    String unscaled = editor.freshName(prefix + "_rows_float");
    String scales = editor.freshName(prefix + "_row_scales");
    editor.insertBefore(
        node, Node.of("Gather", rows, List.of(table.integers(), node.input(1)), List.of(rows)));
    editor.insertBefore(
        node,
        Node.of("DequantizeLinear", unscaled, List.of(rows, table.unit()), List.of(unscaled)));
    editor.insertBefore(
        node, Node.of("Gather", scales, List.of(table.scales(), node.input(1)), List.of(scales)));
    editor.replace(
        node,
        Node.of("Mul", prefix + "_scaled", List.of(unscaled, scales), List.of(node.output())));
  }
}
