package dev.lathe.engine.graph.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.rewrite.ConstantEvaluator;
import dev.lathe.engine.graph.rewrite.Prepare;
import dev.lathe.engine.graph.rewrite.UpgradeOpset;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * However a model is spoiled, inference ends with an answer or with a sentence on what is wrong.
 */
class MutatedModelsTest {
  private static final int ROUNDS = 60;
  private static final long[] EXTREMES = {
    0, 1, -1, 2, 7, -100, 63, 1L << 31, -(1L << 31), 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE
  };

  @Test
  void noSpoiledModelIsMoreThanRefused() throws IOException {
    int refused = 0;
    int accepted = 0;
    Map<String, Throwable> defects = new LinkedHashMap<>();
    for (BackendCase test : BackendCase.from(11)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(31L * test.name().hashCode() + round);
        Model spoiled = test.model().withGraph(spoil(test.model().graph(), random));
        try {
          ShapeInference.infer(spoiled);
          Prepare.prepare(spoiled, ConstantEvaluator.none());
          new UpgradeOpset(UpgradeOpset.NEWEST).apply(spoiled);
          accepted++;
        } catch (EngineException e) {
          assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL);
          refused++;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
          defects.put("%s, round %d".formatted(test.name(), round), e);
        }
      }
    }
    assertThat(defects).isEmpty();
    assertThat(refused).isGreaterThan(2_000);
    assertThat(accepted).isGreaterThan(2_000);
  }

  private static Graph spoil(Graph graph, Random random) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    List<Value> inputs = new ArrayList<>(graph.inputs());
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      if (random.nextInt(3) == 0 && !inputs.isEmpty()) {
        int at = random.nextInt(inputs.size());
        inputs.set(at, spoil(inputs.get(at), random));
      } else if (!nodes.isEmpty()) {
        int at = random.nextInt(nodes.size());
        nodes.set(at, spoil(nodes.get(at), graph, random));
      }
    }
    return new Graph(
        graph.name(),
        nodes,
        inputs,
        graph.outputs(),
        graph.initializers(),
        graph.sparseInitializers(),
        graph.valueInfo(),
        graph.residue());
  }

  private static Value spoil(Value input, Random random) {
    List<Dim> dims = new ArrayList<>();
    for (int rank = random.nextInt(6); rank > 0; rank--) {
      dims.add(
          switch (random.nextInt(4)) {
            case 0 -> new Dim.Unknown();
            case 1 -> new Dim.Symbolic("n");
            case 2 -> Dim.of(Math.max(0, extreme(random)));
            default -> Dim.of(random.nextInt(8));
          });
    }
    DType type = DType.values()[random.nextInt(DType.values().length)];
    return Value.of(
        input.name(),
        new TensorType(type, random.nextInt(8) == 0 ? Optional.empty() : Optional.of(dims)));
  }

  private static Node spoil(Node node, Graph graph, Random random) {
    List<String> inputs = new ArrayList<>(node.inputs());
    switch (random.nextInt(5)) {
      case 0 -> {
        if (!inputs.isEmpty()) {
          inputs.remove(random.nextInt(inputs.size()));
        }
      }
      case 1 -> Collections.shuffle(inputs, random);
      case 2 -> {
        if (!inputs.isEmpty() && !graph.inputs().isEmpty()) {
          Value other = graph.inputs().get(random.nextInt(graph.inputs().size()));
          inputs.set(random.nextInt(inputs.size()), random.nextBoolean() ? other.name() : "");
        }
      }
      default -> {
        return spoilAttributes(node, random);
      }
    }
    return node.withInputs(inputs);
  }

  private static Node spoilAttributes(Node node, Random random) {
    Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
    for (String name : List.of("axis", "axes", "perm", "pads", "strides", "kernel_shape", "to")) {
      if (random.nextInt(12) == 0) {
        attributes.put(name, random.nextBoolean() ? number(random) : numbers(random));
      }
    }
    for (String name : List.copyOf(attributes.keySet())) {
      switch (random.nextInt(6)) {
        case 0 -> attributes.put(name, number(random));
        case 1 -> attributes.put(name, numbers(random));
        case 2 -> attributes.remove(name);
        case 3 -> {
          Shape shape = Shape.of(random.nextInt(3));
          long[] values = random.longs(shape.elementCount(), -3, 9).toArray();
          attributes.put(name, Attribute.of(Tensor.ofLongs(shape, values)));
        }
        default -> {}
      }
    }
    Node result = node;
    for (String name : node.attributes().keySet()) {
      result = result.withoutAttribute(name);
    }
    for (Map.Entry<String, Attribute> entry : attributes.entrySet()) {
      result = result.withAttribute(entry.getKey(), entry.getValue());
    }
    return result;
  }

  private static Attribute number(Random random) {
    return Attribute.of(extreme(random));
  }

  private static Attribute numbers(Random random) {
    long[] values = new long[random.nextInt(6)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3) == 0 ? extreme(random) : random.nextInt(5);
    }
    return Attribute.ofInts(values);
  }

  private static long extreme(Random random) {
    return EXTREMES[random.nextInt(EXTREMES.length)];
  }
}
