package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.KnownValues;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Tells which nodes hand their first input on as it is, in every run. */
final class Identities {
  private final KnownValues known;

  Identities(KnownValues known) {
    this.known = known;
  }

  /** Whether the first output is the first input. */
  boolean isIdentity(Node node) {
    if (!node.domain().isEmpty() || !node.hasInput(0)) {
      return false;
    }
    return switch (node.opType()) {
      case "Identity" -> true;
      case "Dropout" -> !node.hasInput(2) || isAll(node.input(2), 0);
      case "Cast" -> castsToItsType(node);
      case "Transpose" -> keepsOrder(node);
      case "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Expand", "Slice", "Tile" ->
          keepsElementsInOrder(node);
      case "Pad" -> padsNothing(node);
      case "Concat", "Sum", "Max", "Min", "Mean" -> node.inputs().size() == 1;
      default -> false;
    };
  }

  private boolean castsToItsType(Node node) {
    Optional<DType> type = known.type(node.input(0)).map(TensorType::elementType);
    return type.isPresent() && type.get().onnxCode() == node.intAttribute("to", 0);
  }

  private static boolean keepsOrder(Node node) {
    List<Long> order = node.intsAttribute("perm").orElse(List.of());
    for (int axis = 0; axis < order.size(); axis++) {
      if (order.get(axis) != axis) {
        return false;
      }
    }
    return !order.isEmpty();
  }

  /**
   * Of these operators the result is the input if its extents are: a slice backwards aside. One
   * extent may be open in both: with as many elements it must be the same where the operator
   * neither drops nor repeats any.
   */
  private boolean keepsElementsInOrder(Node node) {
    Optional<List<Dim>> before = known.type(node.input(0)).flatMap(TensorType::shape);
    Optional<List<Dim>> after = known.type(node.output()).flatMap(TensorType::shape);
    if (before.isEmpty() || after.isEmpty() || before.get().size() != after.get().size()) {
      return false;
    }
    int open = 0;
    for (int axis = 0; axis < before.get().size(); axis++) {
      boolean bothKnown =
          before.get().get(axis) instanceof Dim.Known && after.get().get(axis) instanceof Dim.Known;
      if (bothKnown && !before.get().get(axis).equals(after.get().get(axis))) {
        return false;
      }
      open += bothKnown ? 0 : 1;
    }
    return switch (node.opType()) {
      case "Slice" -> open == 0 && (!node.hasInput(4) || isAll(node.input(4), 1));
      case "Expand", "Tile" -> open == 0;
      default -> open == 0 || (open == 1 && noneIsZero(before.get()) && noneIsZero(after.get()));
    };
  }

  private static boolean noneIsZero(List<Dim> dims) {
    return dims.stream().noneMatch(dim -> dim.equals(Dim.of(0)));
  }

  private boolean padsNothing(Node node) {
    Optional<List<Long>> pads = node.intsAttribute("pads");
    return pads.isPresent()
        ? pads.get().stream().allMatch(pad -> pad == 0)
        : isAll(node.input(1), 0);
  }

  /** Whether a value is known and every element of it is that integer or truth value. */
  private boolean isAll(String value, long expected) {
    Optional<Tensor> tensor = known.tensor(value);
    if (tensor.isEmpty()) {
      return false;
    }
    return switch (tensor.get().type()) {
      case INT64 -> all(tensor.get().toLongs(), expected);
      case INT32 ->
          java.util.Arrays.stream(tensor.get().toInts()).allMatch(found -> found == expected);
      case BOOL -> {
        boolean all = true;
        for (byte found : tensor.get().toBytes()) {
          all &= found == expected;
        }
        yield all;
      }
      default -> tensor.get().shape().equals(Shape.of(0));
    };
  }

  private static boolean all(long[] values, long expected) {
    return java.util.Arrays.stream(values).allMatch(found -> found == expected);
  }
}
