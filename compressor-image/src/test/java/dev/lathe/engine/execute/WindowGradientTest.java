package dev.lathe.engine.execute;

import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of convolutions, pools and normalizations. */
class WindowGradientTest {
  private final GradientCases cases = new GradientCases();

  @TestFactory
  List<DynamicTest> windows() {
    Tensor x = GradientCases.weights(11, -1, 1, 2, 4, 5, 5);
    cases.of(
        "Conv",
        (g, w) ->
            g.op("Conv")
                .ints("pads", 1, 0, 1, 0)
                .ints("strides", 2, 1)
                .with("group", 2)
                .on(w[0], w[1], w[2]),
        x,
        GradientCases.weights(12, -1, 1, 4, 2, 3, 2),
        GradientCases.weights(13, -1, 1, 4));
    cases.of(
        "Conv uneven",
        (g, w) -> g.op("Conv").ints("pads", 1, 0, 0, 1).ints("dilations", 2, 1).on(w[0], w[1]),
        x,
        GradientCases.weights(12, -1, 1, 3, 4, 2, 2));
    cases.of(
        "ConvTranspose",
        (g, w) ->
            g.op("ConvTranspose")
                .ints("pads", 1, 0, 0, 1)
                .ints("strides", 2, 1)
                .ints("output_padding", 1, 0)
                .on(w[0], w[1], w[2]),
        x,
        GradientCases.weights(12, -1, 1, 4, 2, 3, 2),
        GradientCases.weights(13, -1, 1, 2));
    for (String pool : List.of("MaxPool", "AveragePool", "LpPool")) {
      cases.of(
          pool,
          (g, w) ->
              g.op(pool)
                  .ints("kernel_shape", 3, 2)
                  .ints("pads", 1, 0, 1, 1)
                  .ints("strides", 2, 1)
                  .on(w[0]),
          GradientCases.weights(11, 0.1, 1, 2, 2, 5, 5));
    }
    cases.of("GlobalAveragePool", (g, w) -> g.node("GlobalAveragePool", w[0]), x);
    cases.of("GlobalMaxPool", (g, w) -> g.node("GlobalMaxPool", w[0]), x);
    cases.of(
        "BatchNormalization",
        (g, w) ->
            g.node(
                "BatchNormalization",
                w[0],
                w[1],
                w[2],
                g.constant(GradientCases.weights(15, 0, 1, 4)),
                g.constant(GradientCases.weights(16, 1, 2, 4))),
        x,
        GradientCases.weights(13, 1, 2, 4),
        GradientCases.weights(14, -1, 1, 4));
    cases.of(
        "BatchNormalization trained",
        (g, w) ->
            g.op("BatchNormalization")
                .with("training_mode", 1)
                .on(
                    3,
                    w[0],
                    w[1],
                    w[2],
                    g.constant(GradientCases.weights(15, 0, 1, 4)),
                    g.constant(GradientCases.weights(16, 1, 2, 4)))
                .getFirst(),
        x,
        GradientCases.weights(13, 1, 2, 4),
        GradientCases.weights(14, -1, 1, 4));
    cases.of(
        "InstanceNormalization",
        (g, w) -> g.node("InstanceNormalization", w[0], w[1], w[2]),
        x,
        GradientCases.weights(13, 1, 2, 4),
        GradientCases.weights(14, -1, 1, 4));
    cases.of(
        "LayerNormalization",
        (g, w) -> g.op("LayerNormalization").with("axis", 2).on(w[0], w[1], w[2]),
        x,
        GradientCases.weights(13, 1, 2, 5, 5),
        GradientCases.weights(14, -1, 1, 5, 5));
    cases.of("LpNormalization", (g, w) -> g.node("LpNormalization", w[0]), x);
    cases.of("LRN", (g, w) -> g.op("LRN").with("size", 3).on(w[0]), x);
    cases.of("MeanVarianceNormalization", (g, w) -> g.node("MeanVarianceNormalization", w[0]), x);
    for (String mode : List.of("nearest", "linear", "cubic")) {
      cases.of(
          "Resize " + mode,
          (g, w) -> g.op("Resize").with("mode", mode).on(w[0], "", "", g.longs(2, 4, 8, 3)),
          x);
    }
    cases.of(
        "GridSample",
        (g, w) -> g.op("GridSample").with("mode", "bilinear").on(w[0], w[1]),
        x,
        GradientCases.weights(17, -0.9, 0.9, 2, 3, 3, 2));
    return cases.tests();
  }
}
