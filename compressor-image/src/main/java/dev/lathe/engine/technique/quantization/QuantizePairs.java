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
import java.util.SequencedSet;
import java.util.Set;

/** Puts pairs of QuantizeLinear and DequantizeLinear into a graph, each value's once. */
final class QuantizePairs {
  private final GraphEditor editor;
  private final Map<String, Range> ranges;
  private final Set<String> toBeRounded;
  private final QuantizationConfig config;
  private final Map<String, String> rounded = new HashMap<>();
  private final Map<String, String> dequantizedWeights = new HashMap<>();
  private final List<Sites.OfActivation> activations = new ArrayList<>();
  private final List<Sites.OfWeights> weightSites = new ArrayList<>();
  private final List<Sites.OfBias> biases = new ArrayList<>();

  /**
   * @param ranges of the activations to be rounded
   * @param toBeRounded those that get a pair; others stay exact wherever they are asked for
   */
  QuantizePairs(
      GraphEditor editor,
      Map<String, Range> ranges,
      Set<String> toBeRounded,
      QuantizationConfig config) {
    this.editor = editor;
    this.ranges = ranges;
    this.toBeRounded = toBeRounded;
    this.config = config;
  }

  /** Returns the quantization of an activation that was observed. */
  Range.Affine affine(String value) {
    Range range = ranges.get(value);
    if (range == null) {
      throw new IllegalStateException("'" + value + "' was not observed");
    }
    boolean signed =
        switch (config.activations().type()) {
          case AUTO -> config.target().prefersSignedActivations();
          case UINT8 -> false;
          case INT8 -> true;
        };
    if (!signed) {
      return range.toUint8();
    }
    return config.target() == Target.TENSOR_RT ? range.toInt8() : range.toRectifiedInt8();
  }

  /** Returns the name under which a quantized reader finds a value rounded. */
  String rounded(String value) {
    return toBeRounded.contains(value)
        ? rounded.computeIfAbsent(
            value, name -> addPair(name, name, editor.freshName(name + "_rounded")))
        : value;
  }

  /** Puts pairs behind values that are rounded for all who read them, under their own names. */
  void roundForAll(SequencedSet<String> values) {
    for (String value : values) {
      if (!toBeRounded.contains(value)) {
        continue;
      }
      Node producer =
          editor
              .producer(value)
              .orElseThrow(() -> new IllegalStateException("nothing writes '" + value + "'"));
      String exact = editor.freshName(value + "_exact");
      List<String> outputs =
          producer.outputs().stream().map(o -> o.equals(value) ? exact : o).toList();
      editor.replace(producer, producer.withOutputs(outputs));
      addPair(value, exact, value);
    }
  }

  private String addPair(String name, String input, String output) {
    Range.Affine affine = affine(name);
    String scale = editor.freshName(name + "_scale");
    String zeroPoint = editor.freshName(name + "_zero_point");
    String integers = editor.freshName(name + "_quantized");
    editor.initializer(scale, affine.scaleTensor());
    editor.initializer(zeroPoint, affine.zeroPointTensor());
    editor.add(
        Node.of(
            "QuantizeLinear",
            editor.freshName(name + "_quantize"),
            List.of(input, scale, zeroPoint),
            List.of(integers)));
    editor.add(
        Node.of(
            "DequantizeLinear",
            editor.freshName(name + "_dequantize"),
            List.of(integers, scale, zeroPoint),
            List.of(output)));
    activations.add(new Sites.OfActivation(name, integers, output, scale, affine));
    return output;
  }

  /** Returns the name of a layer's dequantized weights, and adds them if no layer before did. */
  String dequantized(LinearLayer layer, QuantizedWeights weights) {
    return dequantizedWeights.computeIfAbsent(
        layer.weightName(),
        name -> {
          int axis = layer.isProduct() ? 1 : layer.outputAxis();
          // a Gemm without it stays in floating point in ONNX Runtime
          String zeroPoint = editor.freshName(name + "_zero_point");
          Shape shape = weights.scales().shape();
          editor.initializer(
              zeroPoint, Tensor.ofBytes(DType.INT8, shape, new byte[(int) shape.elementCount()]));
          Sites.Constant constant =
              addDequantize(
                  name, List.of(zeroPoint), new Integers(weights.values(), weights.scales(), axis));
          weightSites.add(new Sites.OfWeights(layer, constant, axis, WeightRounding.limit(config)));
          return constant.output();
        });
  }

  /**
   * Returns the name of a dequantized bias, and adds it: an int32 in units of the sums.
   *
   * @param scales of the weights, one or as many as the bias has elements
   */
  String dequantizedBias(LinearLayer layer, Tensor bias, float inputScale, Tensor scales) {
    float[] values = bias.toFloats();
    float[] units = scales.toFloats();
    int[] integers = new int[values.length];
    for (int c = 0; c < values.length; c++) {
      // the unit as the file holds it
      float unit = inputScale * units[units.length == 1 ? 0 : c];
      integers[c] = (int) Math.rint((double) values[c] / unit);
    }
    for (int c = 0; c < units.length; c++) {
      units[c] *= inputScale;
    }
    String name = editor.freshName(layer.name() + "_bias");
    Sites.Constant constant =
        addDequantize(
            name,
            List.of(),
            new Integers(
                Tensor.ofInts(bias.shape(), integers), Tensor.ofFloats(scales.shape(), units), 0));
    biases.add(new Sites.OfBias(layer, bias, constant));
    return constant.output();
  }

  /** Returns all that was put into the graph. */
  Sites sites() {
    return new Sites(activations, weightSites, biases);
  }

  /** Integers, and scales for all of them or for each extent of an axis. */
  private record Integers(Tensor values, Tensor scales, int axis) {}

  private Sites.Constant addDequantize(String name, List<String> zeroPoint, Integers constant) {
    String quantized = editor.freshName(name + "_quantized");
    String scale = editor.freshName(name + "_scale");
    String output = editor.freshName(name + "_dequantized");
    editor.initializer(quantized, constant.values());
    editor.initializer(scale, constant.scales());
    List<String> inputs = new ArrayList<>(List.of(quantized, scale));
    inputs.addAll(zeroPoint);
    Node node =
        Node.of(
            "DequantizeLinear", editor.freshName(name + "_dequantize"), inputs, List.of(output));
    editor.add(
        constant.scales().shape().rank() == 0
            ? node
            : node.withAttribute("axis", Attribute.of((long) constant.axis())));
    return new Sites.Constant(quantized, scale, output);
  }
}
