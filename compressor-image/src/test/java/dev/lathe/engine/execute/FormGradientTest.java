package dev.lathe.engine.execute;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of operators that arrange elements, or multiply matrices. */
class FormGradientTest {
  private final GradientCases cases = new GradientCases();

  @TestFactory
  List<DynamicTest> forms() {
    Tensor x = GradientCases.weights(8, 0, 1, 2, 3, 4);
    cases.of("Reshape", (g, w) -> g.node("Reshape", w[0], g.longs(4, -1)), x);
    cases.of("Transpose", (g, w) -> g.op("Transpose").ints("perm", 2, 0, 1).on(w[0]), x);
    cases.of("Flatten", (g, w) -> g.node("Flatten", w[0]), x);
    cases.of(
        "Squeeze",
        (g, w) -> g.node("Squeeze", g.node("Unsqueeze", w[0], g.longs(1)), g.longs(1)),
        x);
    cases.of(
        "Concat",
        (g, w) -> g.op("Concat").with("axis", 1).on(w[0], w[1]),
        x,
        GradientCases.weights(9, 0, 1, 2, 1, 4));
    cases.of("Split", (g, w) -> g.op("Split").with("axis", 1).on(2, w[0], g.longs(1, 2)).get(1), x);
    cases.of("Expand", (g, w) -> g.node("Expand", w[0], g.longs(2, 2, 3, 4)), x);
    cases.of("Tile", (g, w) -> g.node("Tile", w[0], g.longs(1, 2, 1)), x);
    for (String mode : List.of("constant", "edge", "reflect")) {
      cases.of(
          "Pad " + mode,
          (g, w) -> g.op("Pad").with("mode", mode).on(w[0], g.longs(0, 1, 2, 0, 0, 1)),
          x);
    }
    cases.of(
        "Slice",
        (g, w) ->
            g.node("Slice", w[0], g.longs(3, 0), g.longs(-100, 2), g.longs(2, 1), g.longs(-2, 1)),
        x);
    cases.of("Gather", (g, w) -> g.op("Gather").with("axis", 1).on(w[0], g.longs(2, 0, 2)), x);
    cases.of(
        "GatherElements",
        (g, w) ->
            g.node(
                "GatherElements", w[0], g.constant(Tensor.ofLongs(Shape.of(1, 2, 2), 0, 1, 1, -1))),
        x);
    cases.of(
        "GatherND",
        (g, w) -> g.node("GatherND", w[0], g.constant(Tensor.ofLongs(Shape.of(2, 2), 0, 1, 1, -1))),
        x);
    cases.of(
        "ScatterElements",
        (g, w) ->
            g.op("ScatterElements")
                .with("reduction", "add")
                .on(w[0], g.constant(Tensor.ofLongs(Shape.of(1, 2, 2), 0, 1, 1, 0)), w[1]),
        x,
        GradientCases.weights(9, 0, 1, 1, 2, 2));
    cases.of(
        "ScatterND",
        (g, w) ->
            g.node("ScatterND", w[0], g.constant(Tensor.ofLongs(Shape.of(2, 2), 0, 1, 1, 2)), w[1]),
        x,
        GradientCases.weights(9, 0, 1, 2, 4));
    cases.of(
        "DepthToSpace",
        (g, w) -> g.op("DepthToSpace").with("blocksize", 2).on(w[0]),
        GradientCases.weights(8, 0, 1, 1, 4, 2, 2));
    cases.of(
        "SpaceToDepth",
        (g, w) -> g.op("SpaceToDepth").with("blocksize", 2).on(w[0]),
        GradientCases.weights(8, 0, 1, 1, 1, 4, 4));
    cases.of("Trilu", (g, w) -> g.node("Trilu", w[0]), x);
    cases.of(
        "Einsum",
        (g, w) -> g.op("Einsum").with("equation", "bij,bjk->bik").on(w[0], w[1]),
        x,
        GradientCases.weights(9, 0, 1, 2, 4, 2));
    cases.of(
        "MatMul", (g, w) -> g.node("MatMul", w[0], w[1]), x, GradientCases.weights(9, 0, 1, 4, 2));
    cases.of(
        "Gemm",
        (g, w) -> g.op("Gemm").with("transB", 1).with("alpha", 0.5f).on(w[0], w[1], w[2]),
        GradientCases.weights(8, 0, 1, 2, 3),
        GradientCases.weights(9, 0, 1, 4, 3),
        GradientCases.weights(10, 0, 1, 4));
    cases.of("Det", (g, w) -> g.node("Det", w[0]), GradientCases.weights(8, 0, 1, 3, 3));
    return cases.tests();
  }
}
