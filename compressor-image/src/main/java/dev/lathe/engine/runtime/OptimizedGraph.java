package dev.lathe.engine.runtime;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the runtime makes of a model before it runs it, counted: whether 8-bit weights really are
 * computed with in integers, and where numbers are still converted in between.
 *
 * @param operators nodes by operator, sorted; those not of the standard with their domain
 * @param integerNodes nodes that multiply integers
 * @param floatNodes convolutions, matrix products and recurrent layers that compute in floating
 *     point
 * @param depthwiseNodes convolutions, of either kind, with one input channel per group
 * @param conversions nodes that only change between floating point and integers
 */
public record OptimizedGraph(
    SequencedMap<String, Integer> operators,
    int integerNodes,
    int floatNodes,
    int depthwiseNodes,
    Conversions conversions) {

  /**
   * QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear nodes that no fusion took away.
   *
   * @param edge those next to an input or output of the model, which cannot go
   * @param weights those that turn stored weights into floating point for a layer that computes so
   * @param inner all others
   */
  public record Conversions(int edge, int weights, int inner) {
    public int total() {
      return edge + weights + inner;
    }
  }

  private static final Set<String> CONVERSIONS =
      Set.of("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear");

  private static final Set<String> INTEGER =
      Set.of(
          "ConvInteger",
          "DynamicQuantizeLSTM",
          "DynamicQuantizeMatMul",
          "MatMulInteger",
          "MatMulInteger16",
          "MatMulIntegerToFloat",
          "MatMulNBits",
          "QAttention",
          "QEmbedLayerNormalization",
          "QGemm");

  private static final Set<String> FLOAT =
      Set.of(
          "Attention",
          "Conv",
          "ConvTranspose",
          "FusedConv",
          "FusedGemm",
          "FusedMatMul",
          "GRU",
          "Gemm",
          "LSTM",
          "MatMul",
          "MultiHeadAttention",
          "NhwcFusedConv",
          "RNN",
          "TransposeMatMul");

  /** They move or relabel elements, so a conversion behind one of them is still at the edge. */
  private static final Set<String> MOVES =
      Set.of("Cast", "Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze");

  public OptimizedGraph {
    operators = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(operators));
  }

  /**
   * Has the runtime optimise a model, as far as it fuses operators but not for the machine's memory
   * layouts, saves what it makes of it to a temporary folder, and counts that.
   *
   * @throws EngineException if the runtime cannot load the model, or there is no room for its copy
   */
  public static OptimizedGraph of(Path model, int threads) {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path optimized = folder.resolve("optimized.onnx");
      Session.saveOptimized(
          model,
          optimized,
          SessionOptions.serving(threads).withOptimization(Optimization.EXTENDED),
          !hasBodies(model));
      return of(OnnxReader.read(optimized).graph());
    }
  }

  /**
   * Whether there is control flow: with weights beside the file ONNX Runtime 1.29 writes those of
   * bodies twice, which is no valid model.
   */
  private static boolean hasBodies(Path model) {
    return OnnxReader.read(model).graph().nodes().stream()
        .anyMatch(node -> !node.bodies().isEmpty());
  }

  /** Counts the nodes of an optimised graph and of all its bodies. */
  public static OptimizedGraph of(Graph optimized) {
    Counter counter = new Counter();
    counter.count(optimized, true);
    return counter.result();
  }

  /** Returns how many nodes of that operator there are, the domain before a dot if it has one. */
  public int count(String operator) {
    return operators.getOrDefault(operator, 0);
  }

  private static final class Counter {
    private final Map<String, Integer> operators = new TreeMap<>();
    private int integerNodes;
    private int floatNodes;
    private int depthwiseNodes;
    private int edge;
    private int weights;
    private int inner;

    void count(Graph graph, boolean outermost) {
      GraphIndex index = new GraphIndex(graph);
      for (Node node : graph.nodes()) {
        String type = node.opType();
        operators.merge(
            node.domain().isEmpty() ? type : node.domain() + "." + type, 1, Integer::sum);
        if (type.startsWith("QLinear") || INTEGER.contains(type)) {
          integerNodes++;
        }
        if (FLOAT.contains(type)) {
          floatNodes++;
        }
        if (type.contains("Conv") && isDepthwise(graph, node)) {
          depthwiseNodes++;
        }
        if (CONVERSIONS.contains(type)) {
          countConversion(graph, index, node, outermost);
        }
        node.bodies().forEach(body -> count(body, false));
      }
    }

    private void countConversion(Graph graph, GraphIndex index, Node node, boolean outermost) {
      if (graph.isInitializer(node.input(0))) {
        weights++;
      } else if (outermost
          && (node.opType().equals("DequantizeLinear")
              ? leadsOut(index, node.output())
              : comesIn(index, node.input(0)))) {
        edge++;
      } else {
        inner++;
      }
    }

    private static boolean comesIn(GraphIndex index, String value) {
      return index
          .producer(value)
          .map(node -> MOVES.contains(node.opType()) && comesIn(index, node.input(0)))
          .orElse(true);
    }

    private static boolean leadsOut(GraphIndex index, String value) {
      List<Node> readers = index.consumers(value);
      return (index.isOutput(value) || !readers.isEmpty())
          && readers.stream()
              .allMatch(node -> MOVES.contains(node.opType()) && leadsOut(index, node.output()));
    }

    private static boolean isDepthwise(Graph graph, Node node) {
      return node.intAttribute("group", 1) > 1
          && node.inputs().stream()
              .flatMap(input -> graph.initializer(input).stream())
              .filter(tensor -> tensor.shape().rank() >= 3)
              .findFirst()
              .map(weight -> weight.shape().dim(1) == 1)
              .orElse(false);
    }

    OptimizedGraph result() {
      return new OptimizedGraph(
          new LinkedHashMap<>(operators),
          integerNodes,
          floatNodes,
          depthwiseNodes,
          new Conversions(edge, weights, inner));
    }
  }
}
