package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.KnownValues;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Computes beforehand what is the same in every run.
 *
 * <p>Before: {@code Shape(x[2, 3]) → Gather(1) → s}, {@code Transpose(w) → t}. After: initializers
 * {@code s} and {@code t}. What follows from constants, shapes and fixed extents is computed here,
 * exactly; other operators on initializers by an evaluator. Not folded: random numbers, dequantized
 * weights (that would undo the quantization), and what would grow beyond {@value #GROWTH_BYTES}
 * bytes and its inputs. A matrix of weights that several nodes read stays one: what hands it on is
 * left to {@link RemoveIdentity}, and what is computed of it in the same way by several nodes is
 * computed once. Vectors are not looked after, since exporters write one for all that are alike,
 * such as biases of zero.
 */
public final class FoldConstants implements Rewrite {
  private static final long GROWTH_BYTES = 65_536;
  private static final Set<String> NEVER =
      Set.of(
          "Constant",
          "DequantizeLinear",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike",
          "Multinomial",
          "Bernoulli",
          "Dropout");

  /** What only lays the elements of weights out in another way. */
  private static final Set<String> MOVES =
      Set.of("Flatten", "Reshape", "Squeeze", "Transpose", "Unsqueeze");

  private final ConstantEvaluator evaluator;
  private final boolean keepsTies;

  public FoldConstants(ConstantEvaluator evaluator) {
    this(evaluator, false);
  }

  private FoldConstants(ConstantEvaluator evaluator, boolean keepsTies) {
    this.evaluator = evaluator;
    this.keepsTies = keepsTies;
  }

  /**
   * Returns the rule for models that are trained: a matrix that is read as it is and transposed, as
   * an embedding that is the output layer too, has to stay one.
   */
  public static FoldConstants keepingTies(ConstantEvaluator evaluator) {
    return new FoldConstants(evaluator, true);
  }

  /** Two nodes that compute the same of the same. */
  private record Work(
      String opType, Map<String, Attribute> attributes, List<String> inputs, int outputs) {
    static Work of(Node node, Map<String, String> instead) {
      return new Work(
          node.opType(),
          node.attributes(),
          node.inputs().stream().map(input -> instead.getOrDefault(input, input)).toList(),
          node.outputs().size());
    }
  }

  /** What is known: small values by their elements, and constants of any size. */
  private record Known(KnownValues values, Map<String, Tensor> constants) {}

  @Override
  public Outcome apply(Model model) {
    Tally tally = new Tally();
    Graph graph = model.graph();
    GraphEditor editor = graph.edit();
    Set<String> outputs = graph.outputs().stream().map(Value::name).collect(Collectors.toSet());
    Map<String, Tensor> constants = new LinkedHashMap<>();
    Set<String> inputs = graph.inputs().stream().map(Value::name).collect(Collectors.toSet());
    graph
        .initializers()
        .forEach((name, initializer) -> {
          if (!inputs.contains(name)) {
            constants.put(name, initializer.tensor());
          }
        });
    Known known = new Known(KnownValues.of(model), constants);
    GraphIndex index = new GraphIndex(graph);
    Map<Work, Node> done = new HashMap<>();
    Map<String, String> instead = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (!node.domain().isEmpty() || NEVER.contains(node.opType())) {
        continue;
      }
      if (node.is("Identity") && isMatrix(constants.get(node.input(0)))) {
        continue;
      }
      if (keepsTies && ties(node, index, constants)) {
        tally.refuse(node, "the weights it moves are read as they are too");
        continue;
      }
      Optional<Map<String, Tensor>> values =
          byShapes(node, known.values()).or(() -> byRunning(model, node, known, tally));
      if (values.isEmpty()) {
        continue;
      }
      constants.putAll(values.get());
      if (node.outputs().stream().anyMatch(outputs::contains)) {
        tally.refuse(node, "it writes an output of the graph");
        continue;
      }
      editor.remove(node);
      tally.change();
      Node same = done.putIfAbsent(Work.of(node, instead), node);
      if (same != null && values.get().values().stream().allMatch(FoldConstants::isMatrix)) {
        for (int i = 0; i < node.outputs().size(); i++) {
          instead.put(node.outputs().get(i), same.outputs().get(i));
        }
      } else {
        values.get().forEach(editor::initializer);
      }
    }
    instead.forEach(editor::redirect);
    return tally.outcome(model, editor.toGraph());
  }

  /** Whether a node moves a matrix of weights that others read, and not in the same way. */
  private static boolean ties(Node node, GraphIndex index, Map<String, Tensor> constants) {
    return MOVES.contains(node.opType())
        && isMatrix(constants.get(node.input(0)))
        && index.consumers(node.input(0)).stream()
            .anyMatch(other -> !Work.of(other, Map.of()).equals(Work.of(node, Map.of())));
  }

  private static boolean isMatrix(@Nullable Tensor tensor) {
    return tensor != null
        && tensor.type().isFloatingPoint()
        && tensor.shape().toList().stream().filter(extent -> extent > 1).count() > 1;
  }

  private static Optional<Map<String, Tensor>> byShapes(Node node, KnownValues known) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        Optional<Tensor> value = known.tensor(output);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        values.put(output, value.get());
      }
    }
    return Optional.of(values);
  }

  private Optional<Map<String, Tensor>> byRunning(
      Model model, Node node, Known known, Tally tally) {
    Set<String> read = GraphIndex.valuesReadBy(node);
    if (!node.bodies().isEmpty()
        || read.isEmpty()
        || !known.constants().keySet().containsAll(read)) {
      return Optional.empty();
    }
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    read.forEach(name -> inputs.put(name, known.constants().get(name)));
    List<Value> outputs = new ArrayList<>();
    long before = inputs.values().stream().mapToLong(Tensor::sizeInBytes).sum();
    for (String output : node.outputs()) {
      Optional<TensorType> type = known.values().type(output);
      if (!output.isEmpty() && type.isPresent()) {
        outputs.add(Value.of(output, type.get()));
        long after = type.get().knownShape().map(shape -> bytes(type.get(), shape)).orElse(0L);
        if (after > Math.max(before, GROWTH_BYTES)) {
          tally.refuse(
              node, "its constant result takes %d bytes, its inputs %d".formatted(after, before));
          return Optional.empty();
        }
      } else if (!output.isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<SequencedMap<String, Tensor>> values =
        evaluator.run(alone(model, node, inputs, outputs), inputs);
    if (values.isEmpty()) {
      tally.refuse(node, "its constant result could not be computed here");
    }
    return values.map(all -> all);
  }

  private static long bytes(TensorType type, Shape shape) {
    return type.elementType().sizeInBytes(shape.elementCount());
  }

  /** Returns a model of that node only. */
  private static Model alone(
      Model model, Node node, Map<String, Tensor> inputs, List<Value> outputs) {
    List<Value> values =
        inputs.entrySet().stream()
            .map(input ->
                Value.of(
                    input.getKey(),
                    TensorType.of(input.getValue().type(), input.getValue().shape())))
            .toList();
    Graph graph =
        new Graph(
            node.opType(),
            List.of(node),
            values,
            outputs,
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Residue.none());
    return new Model(
        model.irVersion(),
        model.opsets(),
        model.producer(),
        new LinkedHashMap<>(),
        graph,
        Residue.none());
  }
}
