package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts pairs of QuantizeLinear and DequantizeLinear around layers, which ONNX Runtime and TensorRT
 * fuse with them into layers on integers. Which activations get a pair says {@link Placement}; the
 * weights always do, and so does a bias, but for TensorRT.
 */
final class StaticQuantization {
  /** The first operator set whose pairs have a scale for each channel. */
  static final long SINCE_OPSET = 13;

  /** A bias is an int32 in units of the scale of the sums; this much of it is used at most. */
  static final double LARGEST_BIAS = Integer.MAX_VALUE * 0.99;

  private final Model model;
  private final GraphIndex index;
  private final QuantizationConfig config;
  private final WeightRounding rounding;
  private final QuantizePairs pairs;
  private final GraphEditor editor;
  private final Map<Node, Node> changed = new IdentityHashMap<>();

  /**
   * @param editor of the model's graph, which takes the changes
   * @param pairs within that editor
   */
  StaticQuantization(
      Model model,
      QuantizationConfig config,
      WeightRounding rounding,
      QuantizePairs pairs,
      GraphEditor editor) {
    this.model = model;
    this.index = new GraphIndex(model.graph());
    this.config = config;
    this.rounding = rounding;
    this.pairs = pairs;
    this.editor = editor;
  }

  /** Returns why a layer cannot be quantized for a target, if it cannot. */
  static Optional<String> obstacle(Model model, LinearLayer layer, QuantizationConfig config) {
    Target target = config.target();
    if (layer.kind() == LinearLayer.Kind.CONV_TRANSPOSE && target != Target.TENSOR_RT) {
      return Optional.of("ONNX Runtime has no transposed convolution on integers");
    }
    boolean floatDepthwise =
        switch (config.scope().keepFloat()) {
          case AUTO -> !target.hasFastDepthwise();
          case ON -> true;
          case OFF -> false;
        };
    if (layer.isDepthwise() && floatDepthwise) {
      return Optional.of("a depthwise convolution is no faster on integers");
    }
    Node node = layer.node();
    if (layer.kind() == LinearLayer.Kind.MATMUL || !node.hasInput(2)) {
      return Optional.empty();
    }
    if (!LinearLayers.isConstant(model, node.input(2))) {
      return Optional.of("its bias is computed at run time");
    }
    Tensor bias = model.graph().initializer(node.input(2)).orElseThrow();
    long outputs =
        layer.isProduct()
            ? layer.outputs()
            : layer.kind() == LinearLayer.Kind.CONV
                ? layer.weights().shape().dim(0)
                : layer.weights().shape().dim(1) * node.intAttribute("group", 1);
    return bias.type() == DType.FLOAT
            && (bias.shape().equals(Shape.of(outputs)) || bias.shape().equals(Shape.of(1, outputs)))
        ? Optional.empty()
        : Optional.of("its bias is %s, not FLOAT [%d]".formatted(bias, outputs));
  }

  /** Rewrites layers and whatever else reads rounded values. */
  List<QuantizedLayer> apply(List<LinearLayer> layers, Placement placement, Means means) {
    Map<String, WeightRounding.Rounded> rounded = round(layers);
    Set<String> described = new HashSet<>();
    List<QuantizedLayer> done = new ArrayList<>();
    for (LinearLayer layer : layers) {
      WeightRounding.Rounded weights = Objects.requireNonNull(rounded.get(layer.weightName()));
      rewrite(layer, weights.weights(), means);
      done.add(weights.describe(layer, described.add(layer.weightName())));
    }
    placement
        .readers()
        .forEach((node, inputs) -> readRounded(node, inputs, placement.roundedForAll()));
    pairs.roundForAll(placement.roundedForAll());
    return done;
  }

  /** Rounds each weight once, its scales large enough for the biases of all layers it is in. */
  private Map<String, WeightRounding.Rounded> round(List<LinearLayer> layers) {
    SequencedMap<String, List<LinearLayer>> byWeight = new LinkedHashMap<>();
    for (LinearLayer layer : layers) {
      byWeight.computeIfAbsent(layer.weightName(), name -> new ArrayList<>()).add(layer);
    }
    return byWeight.values().parallelStream()
        .collect(
            Collectors.toMap(
                readers -> readers.getFirst().weightName(),
                readers -> rounding.round(readers.getFirst(), leastScales(readers))));
  }

  private List<Float> leastScales(List<LinearLayer> readers) {
    List<Float> least = new ArrayList<>();
    for (LinearLayer layer : readers) {
      float[] bias = bias(layer);
      float inputScale = pairs.affine(layer.input()).scale();
      for (int output = 0; output < bias.length; output++) {
        // the bias has to fit, and its unit to be a normal number
        double needed =
            Math.max(Math.abs(bias[output]) / LARGEST_BIAS, Float.MIN_NORMAL) / inputScale;
        if (output < least.size()) {
          least.set(output, Math.max(least.get(output), (float) needed));
        } else {
          least.add((float) needed);
        }
      }
    }
    return least;
  }

  private void rewrite(LinearLayer layer, QuantizedWeights weights, Means means) {
    Node node = layer.node();
    Node replacement =
        node.withInput(1, pairs.dequantized(layer, weights))
            .withoutAttribute("transB")
            .withoutAttribute("alpha")
            .withoutAttribute("beta");
    float[] missing =
        means
            .of(layer)
            .map(mean -> BiasCorrection.shortfall(layer, weights, mean))
            .orElseGet(() -> new float[0]);
    if (layer.kind() == LinearLayer.Kind.MATMUL) {
      correctBehind(layer, missing);
    } else if (node.hasInput(2) || missing.length > 0) {
      replacement = replacement.withInput(2, newBias(layer, weights, missing));
    }
    editor.replace(node, replacement);
    changed.put(node, replacement);
  }

  /** A {@code MatMul} has no bias of its own, but one may be added behind it. */
  private void correctBehind(LinearLayer layer, float[] missing) {
    if (missing.length > 0) {
      BiasCorrection.addedBehind(model, index, layer)
          .ifPresent(bias -> editor.initializer(bias, BiasCorrection.sum(floats(bias), missing)));
    }
  }

  private String newBias(LinearLayer layer, QuantizedWeights weights, float[] missing) {
    float[] old = bias(layer);
    Tensor bias = BiasCorrection.sum(old, missing.length > 0 ? missing : new float[old.length]);
    if (config.target() != Target.TENSOR_RT) {
      float inputScale = pairs.affine(layer.input()).scale();
      return pairs.dequantizedBias(layer, bias, inputScale, weights.scales());
    }
    if (missing.length == 0 && layer.node().floatAttribute("beta", 1) == 1) {
      return layer.node().input(2);
    }
    String name = editor.freshName(layer.name() + "_bias");
    editor.initializer(name, bias);
    return name;
  }

  /** Returns a layer's own bias, β of a {@code Gemm} multiplied in; none where it has none. */
  private float[] bias(LinearLayer layer) {
    if (layer.kind() == LinearLayer.Kind.MATMUL || !layer.node().hasInput(2)) {
      return new float[0];
    }
    float beta = layer.node().floatAttribute("beta", 1);
    float[] bias = floats(layer.node().input(2));
    for (int output = 0; output < bias.length; output++) {
      if (!Float.isFinite(bias[output])) {
        throw new EngineException(
            Reason.INVALID_MODEL,
            "initializer '%s' holds %s at element %d: weights must be finite"
                .formatted(layer.node().input(2), bias[output], output));
      }
      bias[output] *= beta;
    }
    return bias;
  }

  private float[] floats(String constant) {
    return model.graph().initializer(constant).orElseThrow().toFloats();
  }

  private void readRounded(Node node, SequencedSet<Integer> inputs, Set<String> roundedForAll) {
    Node current = changed.getOrDefault(node, node);
    Node reading = current;
    for (int input : inputs) {
      String value = node.input(input);
      reading =
          reading.withInput(input, roundedForAll.contains(value) ? value : pairs.rounded(value));
    }
    editor.replace(current, reading);
  }
}
