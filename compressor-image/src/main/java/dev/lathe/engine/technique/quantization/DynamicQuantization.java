package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Quantizes products with constant matrices; the scale of the other operand is found at run time.
 *
 * <pre>{@code
 * MatMul(a, W)  →  q, s, z = DynamicQuantizeLinear(a)          once for all that read a
 *                  Cast(MatMulInteger(q, Wq, z)) * (s * Ws)
 * Gemm(a, W, c) →  the same + c                                with alpha = beta = 1, a not transposed
 * }</pre>
 *
 * <p>The form is the one that ONNX Runtime fuses. Convolutions stay as they are: its integer
 * convolution takes no signed weights. Lookups are quantized as {@link Embeddings} says.
 */
final class DynamicQuantization {
  /** Five nodes instead of one want a weight that is worth them. */
  private static final long LEAST_BYTES = 2048;

  private final Model model;
  private final Graph graph;
  private final GraphEditor editor;
  private final Candidates candidates;
  private final int limit;
  private final Weights weights;
  private final Map<String, QuantizedWeights> quantizedByName = new HashMap<>();
  private final Map<String, Activation> activations = new HashMap<>();
  private final List<QuantizedLayer> layers = new ArrayList<>();

  DynamicQuantization(Model model, QuantizationConfig config, int limit) {
    this.model = model;
    this.graph = model.graph();
    this.editor = graph.edit();
    this.candidates = new Candidates(graph, config.scope(), LEAST_BYTES);
    this.limit = limit;
    this.weights = config.weights();
  }

  /** Names of the three outputs of a DynamicQuantizeLinear. */
  private record Activation(String quantized, String scale, String zeroPoint) {}

  Quantized run(ProgressListener listener) {
    int done = 0;
    for (Node node : graph.nodes()) {
      if (node.is("MatMul")) {
        quantizeProduct(node, false);
      } else if (node.is("Gemm")) {
        quantizeGemm(node);
      } else if (Embeddings.isLookup(node)) {
        quantizeLookup(node);
      }
      listener.progress(
          ProgressListener.Stage.QUANTIZE,
          (double) ++done / graph.nodes().size(),
          layers.size() + " layers");
    }
    Graph changed = UnusedInitializers.remove(editor.toGraph());
    return new Quantized(model.withGraph(changed), layers, candidates.kept(), List.of());
  }

  private void quantizeGemm(Node node) {
    boolean plain =
        node.floatAttribute("alpha", 1) == 1
            && node.floatAttribute("beta", 1) == 1
            && node.intAttribute("transA", 0) == 0;
    if (plain) {
      quantizeProduct(node, node.intAttribute("transB", 0) == 1);
    } else if (graph.initializer(node.input(1)).isPresent()) {
      candidates.keep(node, "it scales or transposes its operands");
    }
  }

  private void quantizeProduct(Node node, boolean transposed) {
    candidates
        .weights(node, 1)
        .ifPresent(matrix -> {
          if (matrix.shape().rank() != 2) {
            candidates.keep(node, "its weights are no matrix: " + matrix.shape());
            return;
          }
          rewriteProduct(node, transposed ? Matrices.transpose(matrix) : matrix, transposed);
        });
  }

  private void rewriteProduct(Node node, Tensor matrix, boolean transposed) {
    String name = node.input(1);
    boolean perChannel = weights.granularity() == Weights.Granularity.PER_CHANNEL;
    String key = transposed ? name + "_transposed" : name;
    QuantizedWeights quantized =
        quantizedByName.computeIfAbsent(
            key, ignored -> QuantizedWeights.of(name, matrix, perChannel ? 1 : -1, limit));
    addLayer(node, matrix, quantized);
    editor.initializer(key + "_quantized", quantized.values());
    editor.initializer(key + "_scale", quantized.scales());

    Activation input = activations.computeIfAbsent(node.input(0), value -> quantize(value, node));
    String prefix = Candidates.nameOf(node);
    String sums = editor.freshName(prefix + "_sums");
    String sumsFloat = editor.freshName(prefix + "_sums_float");
    String scale = editor.freshName(prefix + "_scale_of_sums");
    String biased = node.hasInput(2) ? editor.freshName(prefix + "_unbiased") : node.output();
    List<Node> added = new ArrayList<>();
    added.add(
        Node.of(
            "MatMulInteger",
            prefix + "_integer",
            List.of(input.quantized(), key + "_quantized", input.zeroPoint()),
            List.of(sums)));
    added.add(
        Node.of("Cast", prefix + "_cast", List.of(sums), List.of(sumsFloat))
            .withAttribute("to", Attribute.of((long) DType.FLOAT.onnxCode())));
    added.add(
        Node.of("Mul", prefix + "_scales", List.of(input.scale(), key + "_scale"), List.of(scale)));
    added.add(Node.of("Mul", prefix + "_scaled", List.of(sumsFloat, scale), List.of(biased)));
    if (node.hasInput(2)) {
      added.add(
          Node.of("Add", prefix + "_bias", List.of(biased, node.input(2)), List.of(node.output())));
    }
    replace(node, added);
  }

  private Activation quantize(String value, Node firstReader) {
    Activation activation =
        new Activation(
            editor.freshName(value + "_quantized"),
            editor.freshName(value + "_scale"),
            editor.freshName(value + "_zero_point"));
    editor.insertBefore(
        firstReader,
        Node.of(
            "DynamicQuantizeLinear",
            editor.freshName(value + "_quantize"),
            List.of(value),
            List.of(activation.quantized(), activation.scale(), activation.zeroPoint())));
    return activation;
  }

  private void quantizeLookup(Node node) {
    if (graph.initializer(node.input(0)).isPresent()) {
      candidates
          .weights(node, 0)
          .filter(table -> table.shape().rank() == 2)
          .ifPresent(table -> addLayer(node, table, Embeddings.quantize(node, table, editor)));
    }
  }

  private void replace(Node node, List<Node> replacement) {
    for (Node one : replacement) {
      editor.insertBefore(node, one);
    }
    editor.remove(node);
  }

  private void addLayer(Node node, Tensor original, QuantizedWeights quantized) {
    layers.add(
        new QuantizedLayer(
            Candidates.nameOf(node),
            node.opType(),
            new QuantizedLayer.Bytes(original.sizeInBytes(), quantized.sizeInBytes()),
            OptionalDouble.of(quantized.sqnrDecibels()),
            OptionalDouble.empty()));
  }
}
