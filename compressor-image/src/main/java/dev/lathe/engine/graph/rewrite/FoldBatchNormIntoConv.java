package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a batch normalization part of the layer before it.
 *
 * <p>Before: {@code x → Conv(w, b) → BatchNormalization → y}, also with {@code ConvTranspose} or
 * {@code Gemm}. After: {@code x → Conv(w', b') → y}, with {@code w' = w · factor} per output
 * channel and {@code b' = b · factor + shift}, where {@code factor = scale / √(variance + ε)} and
 * {@code shift = bias - mean · factor}. Computed in double precision and rounded once.
 *
 * <p>Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", CVPR 2018, section 3.2 (arXiv:1712.05877).
 */
public final class FoldBatchNormIntoConv implements Rewrite {
  private static final Set<String> LAYERS = Set.of("Conv", "ConvTranspose", "Gemm");

  @Override
  public Outcome apply(Model model) {
    Tally tally = new Tally();
    Graph graph = model.graph();
    GraphIndex index = new GraphIndex(graph);
    GraphEditor editor = graph.edit();
    for (Node batchNorm : graph.nodes()) {
      if (!batchNorm.is("BatchNormalization")) {
        continue;
      }
      Optional<Node> layer =
          index
              .producer(batchNorm.input(0))
              .filter(node -> node.domain().isEmpty() && LAYERS.contains(node.opType()));
      if (layer.isEmpty()) {
        continue;
      }
      Optional<String> obstacle = obstacle(batchNorm, layer.get(), graph, index);
      Optional<Folded> folded =
          obstacle.isPresent()
              ? Optional.empty()
              : ChannelAffine.of(batchNorm, graph).flatMap(a -> fold(layer.get(), a, graph));
      if (folded.isPresent() && folded.get().isFinite()) {
        replace(editor, layer.get(), batchNorm, folded.get());
        tally.change();
      } else {
        tally.refuse(
            batchNorm,
            obstacle.orElse(
                folded.isPresent()
                    ? "folding it would give weights that are not finite"
                    : "its parameters are not FLOAT vectors that fit the layer before it"));
      }
    }
    return tally.outcome(model, editor.toGraph());
  }

  /** New weights and bias of a layer. */
  private record Folded(Tensor weights, Tensor bias) {
    boolean isFinite() {
      return isFinite(weights) && isFinite(bias);
    }

    private static boolean isFinite(Tensor tensor) {
      for (float value : tensor.toFloats()) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
      return true;
    }
  }

  private static Optional<String> obstacle(
      Node batchNorm, Node layer, Graph graph, GraphIndex index) {
    if (batchNorm.intAttribute("training_mode", 0) != 0
        || batchNorm.outputs().stream().skip(1).anyMatch(name -> !name.isEmpty())) {
      return Optional.of("it is in training mode");
    }
    if (index.soleConsumer(layer.output()).isEmpty()) {
      return Optional.of("the result of " + layer.label() + " is also read elsewhere");
    }
    Set<String> inputs = graph.inputs().stream().map(Value::name).collect(Collectors.toSet());
    List<String> parameters = new ArrayList<>(batchNorm.inputs());
    parameters.set(0, layer.input(1));
    parameters.add(layer.input(2));
    for (String parameter : parameters) {
      if (!parameter.isEmpty()
          && (graph.initializer(parameter).isEmpty() || inputs.contains(parameter))) {
        return Optional.of("'" + parameter + "' is no constant");
      }
    }
    for (int i = 1; i <= 2; i++) {
      Optional<DType> type = graph.initializer(layer.input(i)).map(Tensor::type);
      if (type.isPresent() && type.get() != DType.FLOAT) {
        return Optional.of("weights of " + layer.label() + " are " + type.get() + ", not FLOAT");
      }
    }
    return Optional.empty();
  }

  private static Optional<Folded> fold(Node layer, ChannelAffine affine, Graph graph) {
    Tensor weights = graph.initializer(layer.input(1)).orElseThrow();
    Shape shape = weights.shape();
    boolean isGemm = layer.is("Gemm");
    float[] bias =
        graph.initializer(layer.input(2)).map(Tensor::toFloats).orElseGet(() -> new float[1]);
    double biasTimes = isGemm ? layer.floatAttribute("beta", 1) : 1;
    if (shape.elementCount() == 0
        || shape.rank() < 2
        || (layer.is("ConvTranspose") && shape.dim(0) % layer.intAttribute("group", 1) != 0)
        || channels(layer, shape) != affine.channels()
        || !isPerChannel(graph.initializer(layer.input(2)), affine.channels())) {
      return Optional.empty();
    }
    return Optional.of(
        new Folded(affine.scale(weights, channelOf(layer, shape)), affine.bias(bias, biasTimes)));
  }

  private static boolean isPerChannel(Optional<Tensor> bias, int channels) {
    return bias.isEmpty()
        || bias.get().elementCount() == 1
        || (bias.get().elementCount() == channels && bias.get().shape().dim(-1) == channels);
  }

  private static long channels(Node layer, Shape weights) {
    return switch (layer.opType()) {
      case "ConvTranspose" -> weights.dim(1) * layer.intAttribute("group", 1);
      case "Gemm" -> weights.dim(layer.intAttribute("transB", 0) == 0 ? 1 : 0);
      default -> weights.dim(0);
    };
  }

  private static ChannelAffine.ChannelOf channelOf(Node layer, Shape weights) {
    int rows = (int) weights.dim(0);
    int columns = (int) weights.dim(1);
    int inner = (int) weights.product(1, weights.rank());
    return switch (layer.opType()) {
      // [C, M / group, kernel...]: the group of the input channel and the place within it
      case "ConvTranspose" -> {
        int kernel = inner / columns;
        int rowsPerGroup = rows / (int) layer.intAttribute("group", 1);
        yield i -> i / inner / rowsPerGroup * columns + i % inner / kernel;
      }
      case "Gemm" -> layer.intAttribute("transB", 0) == 0 ? i -> i % columns : i -> i / columns;
      default -> i -> i / inner;
    };
  }

  private static void replace(GraphEditor editor, Node layer, Node batchNorm, Folded folded) {
    String weights = editor.freshName(layer.input(1) + "_folded");
    String bias =
        editor.freshName(layer.hasInput(2) ? layer.input(2) + "_folded" : layer.input(1) + "_bias");
    Node changed =
        layer
            .withInput(1, weights)
            .withInput(2, bias)
            .withOutputs(List.of(batchNorm.output()))
            .withoutAttribute("beta");
    editor
        .initializer(weights, folded.weights())
        .initializer(bias, folded.bias())
        .replace(layer, changed)
        .remove(batchNorm)
        .forgetType(layer.output());
  }
}
