package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Multiplies with integers; the scale of the other operand is found at run time.
 *
 * <pre>{@code
 * MatMul(a, W)  →  q, s, z = DynamicQuantizeLinear(a)          once for all that read a
 *                  Cast(MatMulInteger(q, Wq, z)) * (s * Ws)
 * Gemm(a, W, c) →  the same + β c                              α being in Wq
 * }</pre>
 *
 * <p>The form is the one that ONNX Runtime fuses, a bias behind it included. Convolutions stay as
 * they are: its integer convolution takes no signed weights.
 */
final class DynamicQuantization {
  /** The first operator set with DynamicQuantizeLinear. */
  static final long SINCE_OPSET = 11;

  /** Five nodes instead of one want a weight that is worth them. */
  private static final long LEAST_BYTES = 2048;

  private final GraphEditor editor;
  private final Map<String, Activation> activations = new HashMap<>();
  private final Map<String, Stored> stored = new HashMap<>();

  private DynamicQuantization(GraphEditor editor) {
    this.editor = editor;
  }

  /** Names of the three outputs of a DynamicQuantizeLinear. */
  private record Activation(String integers, String scale, String zeroPoint) {}

  /** Names of the initializers that weights became. */
  private record Stored(String integers, String scale) {}

  /** Returns why a layer cannot be quantized, if it cannot. */
  static Optional<String> obstacle(LinearLayer layer) {
    if (!layer.isProduct()) {
      return Optional.of("convolutions are quantized in static mode only");
    }
    return layer.weights().sizeInBytes() < LEAST_BYTES
        ? Optional.of(
            "its %d bytes of weights are too few".formatted(layer.weights().sizeInBytes()))
        : Optional.empty();
  }

  /**
   * Rewrites layers within the editor of their graph.
   *
   * @param rounded by the names of weights
   */
  static List<QuantizedLayer> apply(
      GraphEditor editor, List<LinearLayer> layers, Map<String, WeightRounding.Rounded> rounded) {
    DynamicQuantization rewriting = new DynamicQuantization(editor);
    List<QuantizedLayer> done = new ArrayList<>();
    for (LinearLayer layer : layers) {
      WeightRounding.Rounded weights = Objects.requireNonNull(rounded.get(layer.weightName()));
      boolean first = !rewriting.stored.containsKey(layer.weightName());
      rewriting.rewrite(layer, weights.weights());
      done.add(weights.describe(layer, first));
    }
    return done;
  }

  private void rewrite(LinearLayer layer, QuantizedWeights quantized) {
    Node node = layer.node();
    Activation input =
        activations.computeIfAbsent(layer.input(), value -> addQuantize(value, node));
    Stored weights = stored.computeIfAbsent(layer.weightName(), name -> store(name, quantized));
    boolean biased = layer.kind() == LinearLayer.Kind.GEMM && node.hasInput(2);
    String prefix = layer.name();
    String sums = editor.freshName(prefix + "_sums");
    String unscaled = editor.freshName(prefix + "_sums_float");
    String scale = editor.freshName(prefix + "_scale_of_sums");
    String product = biased ? editor.freshName(prefix + "_unbiased") : node.output();
    List<Node> replacement = new ArrayList<>();
    replacement.add(
        Node.of(
            "MatMulInteger",
            prefix + "_integer",
            List.of(input.integers(), weights.integers(), input.zeroPoint()),
            List.of(sums)));
    replacement.add(
        Node.of("Cast", prefix + "_cast", List.of(sums), List.of(unscaled))
            .withAttribute("to", Attribute.of(DType.FLOAT.onnxCode())));
    replacement.add(
        Node.of(
            "Mul", prefix + "_scales", List.of(input.scale(), weights.scale()), List.of(scale)));
    replacement.add(Node.of("Mul", prefix + "_scaled", List.of(unscaled, scale), List.of(product)));
    if (biased) {
      String bias = scaledBias(node, replacement);
      replacement.add(
          Node.of("Add", prefix + "_bias", List.of(product, bias), List.of(node.output())));
    }
    replacement.forEach(one -> editor.insertBefore(node, one));
    editor.remove(node);
  }

  /** Returns the name of what a {@code Gemm} adds: c, or β c. */
  private String scaledBias(Node gemm, List<Node> replacement) {
    float beta = gemm.floatAttribute("beta", 1);
    if (beta == 1) {
      return gemm.input(2);
    }
    String prefix = LinearLayer.nameOf(gemm);
    String factor = editor.freshName(prefix + "_beta");
    editor.initializer(factor, Tensor.ofFloats(Shape.scalar(), beta));
    String scaled = editor.freshName(prefix + "_scaled_bias");
    replacement.add(Node.of("Mul", scaled, List.of(gemm.input(2), factor), List.of(scaled)));
    return scaled;
  }

  private Activation addQuantize(String value, Node firstReader) {
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
            List.of(activation.integers(), activation.scale(), activation.zeroPoint())));
    return activation;
  }

  private Stored store(String name, QuantizedWeights quantized) {
    Stored names =
        new Stored(editor.freshName(name + "_quantized"), editor.freshName(name + "_scale"));
    editor.initializer(names.integers(), quantized.values());
    editor.initializer(names.scale(), quantized.scales());
    return names;
  }
}
