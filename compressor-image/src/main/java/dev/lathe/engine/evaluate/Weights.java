package dev.lathe.engine.evaluate;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.SparseTensor;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model: the numbers it holds as constants, wherever in the file, less what only
 * describes their form: shapes, indices and flags, and the scales and zero points of quantization.
 *
 * @param elements how many numbers
 * @param zeros how many of them are zero; in quantized weights those that equal their zero point
 */
record Weights(long elements, long zeros) {

  /** Returns the share of zeros in [0, 1]; 0 where there are no weights. */
  double sparsity() {
    return elements == 0 ? 0 : (double) zeros / elements;
  }

  /** Counts the weights of a graph and of all its bodies. */
  static Weights of(Graph graph) {
    Map<String, Tensor> constants = new LinkedHashMap<>();
    graph.initializers().forEach((name, one) -> constants.put(name, one.tensor()));
    for (Node node : graph.nodes()) {
      if (node.is("Constant")) {
        node.tensorAttribute("value").ifPresent(value -> constants.put(node.output(), value));
      }
    }
    Map<String, Tensor> zeroPoints = new HashMap<>();
    Set<String> parameters = new HashSet<>();
    graph.nodes().forEach(node -> collectQuantization(node, constants, zeroPoints, parameters));
    long elements = 0;
    long zeros = 0;
    for (Map.Entry<String, Tensor> constant : constants.entrySet()) {
      Tensor tensor = constant.getValue();
      if (isWeight(tensor.type()) && !parameters.contains(constant.getKey())) {
        elements += tensor.elementCount();
        zeros += zeros(tensor, zeroPoints.get(constant.getKey()));
      }
    }
    for (SparseTensor sparse : graph.sparseInitializers().values()) {
      elements += sparse.shape().elementCount();
      zeros += sparse.shape().elementCount() - sparse.values().elementCount();
    }
    for (Node node : graph.nodes()) {
      for (Graph body : node.bodies()) {
        Weights inner = of(body);
        elements += inner.elements;
        zeros += inner.zeros;
      }
    }
    return new Weights(elements, zeros);
  }

  private static void collectQuantization(
      Node node,
      Map<String, Tensor> constants,
      Map<String, Tensor> zeroPoints,
      Set<String> parameters) {
    int[] described =
        switch (node.opType()) {
          case "QuantizeLinear", "DequantizeLinear" -> new int[] {1, 2};
          case "MatMulInteger", "ConvInteger" -> new int[] {2, 3};
          case "QLinearConv", "QLinearMatMul" -> new int[] {1, 2, 4, 5, 6, 7};
          default -> new int[0];
        };
    for (int input : described) {
      parameters.add(node.input(input));
    }
    switch (node.opType()) {
      case "DequantizeLinear" -> put(zeroPoints, node.input(0), constants.get(node.input(2)));
      case "MatMulInteger", "ConvInteger" ->
          put(zeroPoints, node.input(1), constants.get(node.input(3)));
      case "QLinearConv", "QLinearMatMul" ->
          put(zeroPoints, node.input(3), constants.get(node.input(5)));
      default -> {}
    }
  }

  private static void put(
      Map<String, Tensor> zeroPoints, String weight, @Nullable Tensor zeroPoint) {
    if (zeroPoint != null) {
      zeroPoints.put(weight, zeroPoint);
    }
  }

  private static boolean isWeight(DType type) {
    return switch (type) {
      case FLOAT,
          DOUBLE,
          FLOAT16,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          FLOAT4E2M1,
          FLOAT6E2M3,
          FLOAT6E3M2,
          FLOAT8E8M0,
          INT8,
          UINT8,
          INT32,
          INT4,
          UINT4,
          INT2,
          UINT2 ->
          true;
      case INT16, UINT16, INT64, UINT32, UINT64, BOOL, STRING, COMPLEX64, COMPLEX128 -> false;
    };
  }

  /** Of per-channel zero points the first stands for all: only symmetric weights have them. */
  private static long zeros(Tensor tensor, @Nullable Tensor zeroPoint) {
    MemorySegment data = tensor.data();
    long count = tensor.elementCount();
    byte zero = zeroPoint == null || zeroPoint.elementCount() == 0 ? 0 : zeroPoint.toBytes()[0];
    long zeros = 0;
    for (long i = 0; i < count; i++) {
      boolean isZero =
          switch (tensor.type().bits()) {
            case 8 -> data.getAtIndex(JAVA_BYTE, i) == zero;
            case 16 -> (data.getAtIndex(JAVA_SHORT_UNALIGNED, i) & 0x7fff) == 0;
            case 32 ->
                (data.getAtIndex(JAVA_INT_UNALIGNED, i)
                        & (tensor.type() == DType.FLOAT ? 0x7fffffff : -1))
                    == 0;
            case 64 -> (data.getAtIndex(JAVA_LONG_UNALIGNED, i) & Long.MAX_VALUE) == 0;
            case 4 -> (data.get(JAVA_BYTE, i / 2) >> (i % 2 * 4) & 0xf) == (zero & 0xf);
            default -> false;
          };
      zeros += isZero ? 1 : 0;
    }
    return zeros;
  }
}
