package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The operators whose meaning changed from operator set 12 on, and what to do about each. All other
 * changes up to 23 only added types, attributes with the old meaning as their default, and optional
 * inputs.
 */
final class OpsetConversions {
  private static final Map<String, OpsetConversion> BY_VERSION = new HashMap<>();

  private OpsetConversions() {}

  /** Returns what to do with that operator on the way to that version of the operator set. */
  static Optional<OpsetConversion> of(String opType, long version) {
    return Optional.ofNullable(BY_VERSION.get(version + " " + opType));
  }

  private static void put(long version, OpsetConversion conversion, String... opTypes) {
    for (String opType : opTypes) {
      BY_VERSION.put(version + " " + opType, conversion);
    }
  }

  static {
    put(12, OpsetConversions::dropout, "Dropout");
    put(13, (node, graph) -> toInput(node, graph, "axes"), "Squeeze", "Unsqueeze", "ReduceSum");
    put(13, (node, graph) -> toInput(node, graph, "split"), "Split");
    put(13, OpsetConversions::softmax, "Softmax", "LogSoftmax", "Hardmax");
    put(13, OpsetConversions::resize, "Resize");
    put(14, OpsetConversions::batchNorm, "BatchNormalization");
    put(16, OpsetConversions::regionAlign, "RoiAlign");
    put(
        18,
        (node, graph) -> toInput(node, graph, "axes"),
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceMax",
        "ReduceMean",
        "ReduceMin",
        "ReduceProd",
        "ReduceSumSquare");
    put(18, OpsetConversions::evenSplit, "Split");
    put(20, OpsetConversions::gridSample, "GridSample");
    put(20, OpsetConversions::fourier, "DFT");
    put(
        21,
        (node, graph) -> Optional.of("its scale and bias are per group, and then per channel"),
        "GroupNormalization");
  }

  private static Optional<String> toInput(Node node, GraphUpgrade graph, String attribute) {
    Optional<List<Long>> values = node.intsAttribute(attribute);
    if (values.isPresent()) {
      graph.replace(
          node,
          node.withoutAttribute(attribute).withInput(1, graph.vector(attribute, values.get())));
    }
    return Optional.empty();
  }

  /** The ratio becomes an input; without a third one the node is in inference mode, as before. */
  private static Optional<String> dropout(Node node, GraphUpgrade graph) {
    if (node.attribute("ratio").isPresent()) {
      Tensor ratio = Tensor.ofFloats(Shape.scalar(), node.floatAttribute("ratio", 0.5f));
      graph.replace(
          node, node.withoutAttribute("ratio").withInput(1, graph.constant("ratio", ratio)));
    }
    return Optional.empty();
  }

  /**
   * Before 13 the axes from {@code axis} on are taken together, from 13 on {@code axis} is the only
   * one. Where it is not the last, the data is flattened before and gets its shape back behind.
   */
  private static Optional<String> softmax(Node node, GraphUpgrade graph) {
    long axis = node.intAttribute("axis", 1);
    OptionalInt rank = graph.rank(node.input(0));
    if (axis == -1 || (rank.isPresent() && axis == rank.getAsInt() - 1)) {
      graph.replace(node, node.withAttribute("axis", Attribute.of(axis)));
      return Optional.empty();
    }
    String data = node.input(0);
    String shape = graph.freshName(node.output() + "_shape");
    String flat = graph.freshName(node.output() + "_flat");
    String result = graph.freshName(node.output() + "_flat_result");
    Node onMatrix =
        node.withAttribute("axis", Attribute.of(-1))
            .withInput(0, flat)
            .withOutputs(List.of(result));
    graph.replace(node, onMatrix);
    graph.insertBefore(onMatrix, Node.of("Shape", shape, List.of(data), List.of(shape)));
    graph.insertBefore(
        onMatrix,
        Node.of("Flatten", flat, List.of(data), List.of(flat))
            .withAttribute("axis", Attribute.of(axis)));
    graph.insertAfter(
        onMatrix,
        Node.of("Reshape", node.output() + "_unflatten", List.of(result, shape), node.outputs()));
    return Optional.empty();
  }

  private static Optional<String> resize(Node node, GraphUpgrade graph) {
    String mode = node.stringAttribute("coordinate_transformation_mode", "half_pixel");
    return mode.equals("tf_half_pixel_for_nn")
        ? Optional.of("its coordinates are tf_half_pixel_for_nn, which is gone since then")
        : Optional.empty();
  }

  private static Optional<String> batchNorm(Node node, GraphUpgrade graph) {
    return node.outputs().stream().skip(1).anyMatch(output -> !output.isEmpty())
        ? Optional.of("it is in training mode, which is written in another way since then")
        : Optional.empty();
  }

  /** The old coordinates are no longer the default. */
  private static Optional<String> regionAlign(Node node, GraphUpgrade graph) {
    if (node.attribute("coordinate_transformation_mode").isEmpty()) {
      graph.replace(
          node,
          node.withAttribute("coordinate_transformation_mode", Attribute.of("output_half_pixel")));
    }
    return Optional.empty();
  }

  private static Optional<String> evenSplit(Node node, GraphUpgrade graph) {
    if (!node.hasInput(1)) {
      graph.replace(node, node.withAttribute("num_outputs", Attribute.of(node.outputs().size())));
    }
    return Optional.empty();
  }

  private static Optional<String> gridSample(Node node, GraphUpgrade graph) {
    String mode = node.stringAttribute("mode", "bilinear");
    String renamed =
        switch (mode) {
          case "bilinear" -> "linear";
          case "bicubic" -> "cubic";
          default -> mode;
        };
    graph.replace(node, node.withAttribute("mode", Attribute.of(renamed)));
    return Optional.empty();
  }

  private static Optional<String> fourier(Node node, GraphUpgrade graph) {
    Tensor axis = Tensor.ofLongs(Shape.scalar(), node.intAttribute("axis", 1));
    graph.replace(node, node.withoutAttribute("axis").withInput(2, graph.constant("axis", axis)));
    return Optional.empty();
  }
}
