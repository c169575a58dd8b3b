package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.execute.Placement.Precision;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** 1 + 2⁻⁹ has more bits than a bfloat16, so it is 1 to a product of two, and only there. */
class MixedPrecisionProductsTest {
  private static final float BEYOND = 1 + 1f / 512;

  /** A loss that is w times x by some operator, both of one element. */
  private static Model product(long[] shape, BiFunction<Sketch, List<String>, String> operator) {
    return Sketch.model(g -> {
      String w = g.constant("w", Tensor.ofFloats(Shape.of(shape), 1));
      String y = operator.apply(g, List.of(g.input("x", shape), w));
      g.output(g.op("ReduceSum").with("keepdims", 0).on(y));
    });
  }

  private static Arguments product(
      String name, long[] shape, BiFunction<Sketch, List<String>, String> operator) {
    return Arguments.of(name, product(shape, operator), shape);
  }

  static Stream<Arguments> products() {
    long[] matrix = {1, 1};
    long[] picture = {1, 1, 1, 1};
    Tensor zero = Tensor.ofFloats(Shape.of(1), 0);
    return Stream.of(
        product("MatMul", matrix, (g, xw) -> g.node("MatMul", xw.get(0), xw.get(1))),
        product("Gemm", matrix, (g, xw) -> g.node("Gemm", xw.get(0), xw.get(1))),
        product(
            "Gemm with a bias",
            matrix,
            (g, xw) -> g.node("Gemm", xw.get(0), xw.get(1), g.constant("b", zero))),
        product(
            "Linear",
            matrix,
            (g, xw) ->
                g.node("Add", g.node("MatMul", xw.get(0), xw.get(1)), g.constant("b", zero))),
        product(
            "Einsum",
            matrix,
            (g, xw) -> g.op("Einsum").with("equation", "ij,jk->ik").on(xw.get(0), xw.get(1))),
        product("Conv", picture, (g, xw) -> g.node("Conv", xw.get(0), xw.get(1))),
        product(
            "Conv padded as needed",
            picture,
            (g, xw) -> g.op("Conv").with("auto_pad", "SAME_UPPER").on(xw.get(0), xw.get(1))),
        product(
            "ConvTranspose", picture, (g, xw) -> g.node("ConvTranspose", xw.get(0), xw.get(1))));
  }

  private static double loss(Model model, long[] shape, Precision precision) {
    Training training =
        Training.of(model.graph().outputs().getFirst().name(), List.of("w"), Update.sgd());
    try (TrainingModule module =
        TrainingModule.compile(model, training, Placement.cpu(1).with(precision))) {
      return module.step(Map.of("x", Tensor.ofFloats(Shape.of(shape), BEYOND)), 0.5).loss();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("products")
  void aProductRoundsItsFactors(String name, Model model, long[] shape) {
    assertThat(loss(model, shape, Precision.FLOAT32)).as(name).isEqualTo(BEYOND);
    assertThat(loss(model, shape, Precision.BFLOAT16)).as(name).isEqualTo(1);
  }

  @Test
  void whatIsNoProductHasAllItsBits() {
    long[] shape = {1, 1};
    Model model = product(shape, (g, xw) -> g.node("Mul", xw.get(0), xw.get(1)));

    assertThat(loss(model, shape, Precision.BFLOAT16)).isEqualTo(BEYOND);
  }

  @Test
  void aWeightMovesByLessThanABFloat16CanTell() {
    long[] shape = {1, 1};
    Model model = product(shape, (g, xw) -> g.node("MatMul", xw.get(0), xw.get(1)));
    Training training =
        Training.of(model.graph().outputs().getFirst().name(), List.of("w"), Update.sgd());
    try (TrainingModule module =
        TrainingModule.compile(model, training, Placement.cpu(1).with(Precision.BFLOAT16))) {
      module.step(Map.of("x", Tensor.ofFloats(Shape.of(shape), 1)), 1f / 4096);

      Tensor weight = Objects.requireNonNull(module.weights().get("w"));
      assertThat(weight.toFloats()).containsExactly(1 - 1f / 4096);
    }
  }
}
