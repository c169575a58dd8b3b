package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DynamicTest;

/**
 * Gradients against central differences, in double precision: with a step of 1e-6 the difference is
 * good to some 1e-9 of a smooth function.
 */
final class GradientCases {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-6;

  private final List<Case> cases = new ArrayList<>();

  void of(String name, BiFunction<Sketch, String[], String> drawing, Tensor... weights) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      named.put("w" + i, weights[i]);
    }
    cases.add(new Case(name, named, drawing));
  }

  void unary(double low, double high, String... operators) {
    for (String operator : operators) {
      of(operator, (g, w) -> g.node(operator, w[0]), weights(1, low, high, 3, 4));
    }
  }

  void binary(String... operators) {
    for (String operator : operators) {
      of(
          operator,
          (g, w) -> g.node(operator, w[0], w[1]),
          weights(2, 0.5, 2, 3, 4),
          weights(3, 0.6, 1.9, 4));
    }
  }

  void reductions(String... operators) {
    for (String operator : operators) {
      of(operator, (g, w) -> g.op(operator).ints("axes", 1).on(w[0]), weights(4, 0.5, 2, 3, 4, 2));
    }
  }

  /** Returns a test for each case. */
  List<DynamicTest> tests() {
    return cases.stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)))
        .toList();
  }

  /** Weights that stay away from the points where operators have no gradient. */
  static Tensor weights(long seed, double low, double high, long... dims) {
    Random random = new Random(seed);
    Shape shape = Shape.of(dims);
    double[] values = random.doubles(shape.elementCount(), low, high).toArray();
    return doubles(shape, values);
  }

  static Tensor doubles(Shape shape, double... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[values.length * 8]);
    MemorySegment.copy(values, 0, data, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, values.length);
    return Tensor.of(DType.DOUBLE, shape, data);
  }

  /** A case: an operator on weights, and how it is drawn. */
  private record Case(
      String name, Map<String, Tensor> weights, BiFunction<Sketch, String[], String> drawing) {}

  private static Model model(Case one) {
    long opset = one.name().equals("Gelu") ? 20 : one.name().equals("ReduceProd") ? 13 : 17;
    return Sketch.model(
        opset,
        g -> {
          one.weights().forEach(g::constant);
          String y = one.drawing().apply(g, one.weights().keySet().toArray(String[]::new));
          String sine = g.node("Sin", y);
          g.output(g.op("ReduceSum").with("keepdims", 0).on(sine), DType.DOUBLE);
        });
  }

  private static void check(Case one) {
    Model model = model(one);
    String loss = model.graph().outputs().getFirst().name();
    List<String> names = List.copyOf(one.weights().keySet());
    try (TrainingModule module =
        TrainingModule.compile(model, Training.of(loss, names, Update.sgd()))) {
      Map<String, Tensor> gradients = module.gradients(Map.of());
      Map<String, Tensor> state = module.state();
      for (String name : names) {
        double[] found = Objects.requireNonNull(gradients.get(name), name).toDoubles();
        double[] weights = Objects.requireNonNull(state.get(name)).toDoubles();
        for (int i = 0; i < weights.length; i += Math.max(1, weights.length / 12)) {
          double expected = difference(module, loss, new HashMap<>(state), name, i);
          assertThat(Math.abs(found[i] - expected))
              .as("%s[%d]: %s by differences, found %s", name, i, expected, found[i])
              .isLessThan(TOLERANCE * Math.max(1, Math.abs(expected)));
        }
      }
    }
  }

  private static double difference(
      TrainingModule module, String loss, Map<String, Tensor> state, String name, int index) {
    Tensor old = Objects.requireNonNull(state.get(name));
    double[] sides = new double[2];
    for (int side = 0; side < 2; side++) {
      double[] moved = old.toDoubles();
      moved[index] += side == 0 ? -STEP : STEP;
      state.put(name, doubles(old.shape(), moved));
      module.restore(state);
      sides[side] = Objects.requireNonNull(module.run(Map.of()).get(loss)).toDoubles()[0];
    }
    return (sides[1] - sides[0]) / (2 * STEP);
  }
}
