package dev.lathe.engine.train;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Tells weights from the other constants of a graph, which look the same in a file: exponents,
 * bounds, epsilons, masks, the statistics of normalizations, the scales of quantization. What
 * counts is the input of the operator that a constant comes in by, moved or reshaped on its way or
 * not.
 */
final class Roles {
  /** What hands on the elements it is given. */
  private static final Set<String> CARRIERS =
      Set.of(
          "Identity", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Cast");

  private final GraphIndex index;

  private Roles(Graph graph) {
    index = new GraphIndex(graph);
  }

  /** Returns the weights of the outermost graph with what they are, in its order. */
  static SequencedMap<String, Role> of(Graph graph) {
    Roles roles = new Roles(graph);
    SequencedMap<String, Role> found = new LinkedHashMap<>();
    for (Initializer one : graph.initializers().values()) {
      DType type = one.tensor().type();
      if (type == DType.FLOAT || type == DType.DOUBLE) {
        roles.roleOf(one.name(), one.tensor()).ifPresent(role -> found.put(one.name(), role));
      }
    }
    return found;
  }

  /** A weight that is read in several ways is what decays most: a tied embedding is a weight. */
  private Optional<Role> roleOf(String value, Tensor tensor) {
    List<Role> roles = new ArrayList<>();
    for (Node reader : index.consumers(value)) {
      for (int i = 0; i < reader.inputs().size(); i++) {
        if (reader.input(i).equals(value)) {
          Optional<Role> role =
              i == 0 && isCarrier(reader)
                  ? roleOf(reader.output(), tensor)
                  : roleAt(reader, i, tensor);
          role.ifPresent(roles::add);
        }
      }
    }
    return roles.stream().min(Role::compareTo);
  }

  private static boolean isCarrier(Node node) {
    return node.domain().isEmpty()
        ? CARRIERS.contains(node.opType())
        : node.opType().equals("FakeQuantize");
  }

  private Optional<Role> roleAt(Node node, int input, Tensor tensor) {
    // A batch normalization that is switched is the executor's own, with the inputs of ONNX's.
    if (!node.domain().isEmpty() && !node.opType().equals("BatchNormalization")) {
      return Optional.empty();
    }
    return switch (node.opType()) {
      case "Conv", "ConvTranspose", "DeformConv" ->
          switch (input) {
            case 1 -> Optional.of(Role.WEIGHT);
            case 2 -> Optional.of(node.is("DeformConv") ? Role.WEIGHT : Role.BIAS);
            case 3 -> Optional.of(Role.BIAS);
            default -> Optional.empty();
          };
      case "Gemm" -> Optional.of(input == 2 ? Role.BIAS : Role.WEIGHT);
      case "MatMul", "Einsum" -> Optional.of(Role.WEIGHT);
      case "Gather" -> input == 0 ? Optional.of(Role.WEIGHT) : Optional.empty();
      case "PRelu" -> input == 1 ? Optional.of(Role.NORMALIZATION) : Optional.empty();
      case "LSTM", "GRU", "RNN" ->
          switch (input) {
            case 1, 2 -> Optional.of(Role.WEIGHT);
            case 3, 7 -> Optional.of(Role.BIAS);
            default -> Optional.empty();
          };
      case "BatchNormalization",
          "LayerNormalization",
          "GroupNormalization",
          "InstanceNormalization",
          "RMSNormalization" ->
          input == 1 || input == 2 ? Optional.of(Role.NORMALIZATION) : Optional.empty();
      case "Mul" ->
          isVector(tensor)
              ? Optional.of(isSpread(tensor) ? Role.WEIGHT : Role.NORMALIZATION)
              : Optional.empty();
      case "Add" ->
          isVector(tensor) || followsProduct(node, 1 - input)
              ? Optional.of(isSpread(tensor) ? Role.WEIGHT : Role.BIAS)
              : Optional.empty();
      case "Concat", "Expand", "Tile" ->
          isVector(tensor) && !isUniform(tensor) ? Optional.of(Role.WEIGHT) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** One number that is added may be an epsilon, or the bias of the only output of a layer. */
  private boolean followsProduct(Node node, int input) {
    return index
        .producer(node.input(input))
        .filter(it -> it.is("MatMul") || it.is("Gemm") || it.is("Conv"))
        .isPresent();
  }

  private static boolean isVector(Tensor tensor) {
    return tensor.elementCount() > 1;
  }

  /** Whether more than one axis has more than one element. */
  static boolean isSpread(Tensor tensor) {
    return tensor.shape().toList().stream().filter(extent -> extent > 1).count() > 1;
  }

  private static boolean isUniform(Tensor tensor) {
    long width = tensor.sizeInBytes() / tensor.elementCount();
    return tensor
            .data()
            .asSlice(width)
            .mismatch(tensor.data().asSlice(0, tensor.sizeInBytes() - width))
        == -1;
  }
}
