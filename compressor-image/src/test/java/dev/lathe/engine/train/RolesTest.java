package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RolesTest {
  private static final Tensor NUMBER = Tensor.ofFloats(Shape.scalar(), 0.5f);

  private static Map<String, Role> roles(Consumer<Sketch> drawing) {
    Model model = Sketch.model(drawing);
    return Roles.of(model.graph());
  }

  @Test
  void kernelsAndBiasesOfConvolutionsAreTrained() {
    assertThat(
            roles(g ->
                g.output(
                    g.node(
                        "Conv",
                        g.input("x", 1, 2, 4, 4),
                        g.constant("kernel", Blobs.numbers(1, 3, 2, 1, 1)),
                        g.constant("bias", Blobs.numbers(2, 3))))))
        .containsOnly(Map.entry("kernel", Role.WEIGHT), Map.entry("bias", Role.BIAS));
  }

  @Test
  void anUnfusedLayerNormalizationHasItsConstantsLeftAlone() {
    assertThat(
            roles(g -> {
              String x = g.input("x", -1, 4);
              String centred = g.node("Sub", x, g.op("ReduceMean").ints("axes", -1).on(x));
              String square =
                  g.node("Pow", centred, g.constant("two", Tensor.ofFloats(Shape.scalar(), 2)));
              String variance = g.op("ReduceMean").ints("axes", -1).on(square);
              String deviation =
                  g.node("Sqrt", g.node("Add", variance, g.constant("epsilon", NUMBER)));
              String scaled =
                  g.node(
                      "Mul",
                      g.node("Div", centred, deviation),
                      g.constant("gamma", Blobs.numbers(1, 4)));
              g.output(g.node("Add", scaled, g.constant("beta", Blobs.numbers(2, 4))));
            }))
        .containsOnly(Map.entry("gamma", Role.NORMALIZATION), Map.entry("beta", Role.BIAS));
  }

  @Test
  void aBatchNormalizationIsTrainedWhetherItGoesByTheBatchOrNot() {
    Model model =
        Sketch.model(g ->
            g.output(
                g.node(
                    "BatchNormalization",
                    g.input("x", -1, 3),
                    g.constant("scale", Blobs.numbers(1, 3)),
                    g.constant("shift", Blobs.numbers(2, 3)),
                    g.constant("mean", Blobs.numbers(3, 3)),
                    g.constant("variance", Tensor.ofFloats(Shape.of(3), 1, 2, 3)))));
    Model switched =
        SwitchBatchNormalization.in(model, new Scope(List.of(), Scope.BatchNorm.TRAINED)).model();

    assertThat(switched.graph().nodes()).isNotEqualTo(model.graph().nodes());
    assertThat(Roles.of(model.graph()))
        .containsOnly(
            Map.entry("scale", Role.NORMALIZATION), Map.entry("shift", Role.NORMALIZATION));
    assertThat(Roles.of(switched.graph())).isEqualTo(Roles.of(model.graph()));
  }

  @Test
  void embeddingsAndPositionsAreWeightsAndMasksAreNot() {
    assertThat(
            roles(g -> {
              String rows =
                  g.node(
                      "Gather",
                      g.constant("words", Blobs.numbers(1, 9, 4)),
                      g.input("ids", DType.INT64, -1, 3));
              String placed =
                  g.node("Add", rows, g.constant("positions", Blobs.numbers(2, 1, 3, 4)));
              g.output(
                  g.node(
                      "Where",
                      g.input("mask", DType.BOOL, -1, 3, 4),
                      placed,
                      g.constant("never", NUMBER)));
            }))
        .containsOnly(Map.entry("words", Role.WEIGHT), Map.entry("positions", Role.WEIGHT));
  }

  @Test
  void aMatrixThatIsTransposedFirstIsAWeight() {
    assertThat(
            roles(g ->
                g.output(
                    g.node(
                        "MatMul",
                        g.input("x", -1, 4),
                        g.op("Transpose")
                            .ints("perm", 1, 0)
                            .on(g.constant("matrix", Blobs.numbers(1, 3, 4)))))))
        .containsOnly(Map.entry("matrix", Role.WEIGHT));
  }

  @Test
  void theBiasOfASingleOutputIsToldFromAnEpsilon() {
    Tensor one = Tensor.ofFloats(Shape.of(1), 0.5f);
    assertThat(
            roles(g -> {
              String y =
                  g.node(
                      "MatMul", g.input("x", -1, 4), g.constant("matrix", Blobs.numbers(1, 4, 1)));
              String shifted = g.node("Add", y, g.constant("bias", one));
              g.output(g.node("Add", g.node("Abs", shifted), g.constant("epsilon", one)));
            }))
        .containsOnly(Map.entry("matrix", Role.WEIGHT), Map.entry("bias", Role.BIAS));
  }

  @Test
  void statisticsScalesAndIntegersAreNotTrained() {
    assertThat(
            roles(g -> {
              String x = g.batchNorm(g.input("x", 1, 2, 4, 4));
              String levels =
                  g.node(
                      "QuantizeLinear",
                      x,
                      g.constant("scale", NUMBER),
                      g.constant("zero", Tensor.ofBytes(DType.UINT8, Shape.scalar(), (byte) 0)));
              g.output(g.node("DequantizeLinear", levels, "scale", "zero"));
            }))
        .containsOnly(Map.entry("c0", Role.NORMALIZATION), Map.entry("c1", Role.NORMALIZATION));
  }
}
