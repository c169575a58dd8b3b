package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Node;
import java.util.Set;

/** What operators do that work on integers as well as on the numbers they stand for. */
final class ByteOperators {
  private static final Set<String> MOVES =
      Set.of(
          "Flatten",
          "Reshape",
          "Squeeze",
          "Transpose",
          "Unsqueeze",
          "DepthToSpace",
          "SpaceToDepth");

  private static final Set<String> SELECTIONS = Set.of("Slice", "MaxPool");

  private static final Set<String> POOLS = Set.of("AveragePool", "GlobalAveragePool");

  private static final Set<String> RECTIFIERS = Set.of("Relu", "Clip");

  /** The first operator set with MaxPool on bytes. */
  private static final long BYTE_POOLS = 12;

  private ByteOperators() {}

  /** Whether a node only moves elements: what comes out needs the range that went in. */
  static boolean moves(Node node) {
    return isOf(MOVES, node);
  }

  /** Whether a node passes on some of the elements: what comes out needs the range that went in. */
  static boolean selects(Node node) {
    return isOf(SELECTIONS, node);
  }

  /** Whether a node averages: the range that comes out is another one. */
  static boolean pools(Node node) {
    return isOf(POOLS, node);
  }

  static boolean rectifies(Node node) {
    return isOf(RECTIFIERS, node);
  }

  /** Whether a node hands on elements of what it reads as they are. */
  static boolean handsOn(Node node) {
    return moves(node) || selects(node) || node.is("Concat");
  }

  static boolean takesBytes(Node node, long opset) {
    return !node.is("MaxPool") || opset >= BYTE_POOLS;
  }

  private static boolean isOf(Set<String> operators, Node node) {
    return node.domain().isEmpty() && operators.contains(node.opType());
  }
}
