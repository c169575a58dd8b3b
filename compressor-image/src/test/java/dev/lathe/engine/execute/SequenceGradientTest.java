package dev.lathe.engine.execute;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of recurrent networks and through control flow. */
class SequenceGradientTest {
  private final GradientCases cases = new GradientCases();

  @TestFactory
  List<DynamicTest> recurrences() {
    Tensor x = GradientCases.weights(21, -1, 1, 3, 2, 2);
    cases.of(
        "RNN",
        (g, w) -> g.op("RNN").with("hidden_size", 2).on(2, w[0], w[1], w[2], w[3]).getFirst(),
        x,
        GradientCases.weights(22, -1, 1, 1, 2, 2),
        GradientCases.weights(23, -1, 1, 1, 2, 2),
        GradientCases.weights(24, -1, 1, 1, 4));
    cases.of(
        "GRU",
        (g, w) ->
            g.op("GRU")
                .with("hidden_size", 2)
                .with("direction", "bidirectional")
                .with("linear_before_reset", 1)
                .on(2, w[0], w[1], w[2], w[3])
                .getFirst(),
        x,
        GradientCases.weights(22, -1, 1, 2, 6, 2),
        GradientCases.weights(23, -1, 1, 2, 6, 2),
        GradientCases.weights(24, -1, 1, 2, 12));
    cases.of(
        "LSTM",
        (g, w) ->
            g.op("LSTM")
                .with("hidden_size", 2)
                .with("direction", "bidirectional")
                .on(
                    3,
                    w[0],
                    w[1],
                    w[2],
                    w[3],
                    g.constant(Tensor.ofInts(Shape.of(2), 3, 2)),
                    "",
                    "",
                    w[4])
                .getFirst(),
        x,
        GradientCases.weights(22, -1, 1, 2, 8, 2),
        GradientCases.weights(23, -1, 1, 2, 8, 2),
        GradientCases.weights(24, -1, 1, 2, 16),
        GradientCases.weights(25, -1, 1, 2, 6));
    cases.of(
        "Loop",
        (g, w) ->
            g.op("Loop")
                .with(
                    "body",
                    g.body(b -> {
                      b.input("i", DType.INT64);
                      b.input("go", DType.BOOL);
                      b.input("state", DType.DOUBLE, 2);
                      b.output(b.node("Identity", "go"), DType.BOOL);
                      b.output(b.node("Mul", "state", "w0"), DType.DOUBLE);
                    }))
                .on(g.constant(Tensor.ofLongs(Shape.scalar(), 3)), "", w[0]),
        GradientCases.weights(26, 0.5, 1, 2));
    cases.of(
        "If",
        (g, w) ->
            g.op("If")
                .with("then_branch", g.body(b -> b.output(b.node("Exp", "w0"), DType.DOUBLE)))
                .with("else_branch", g.body(b -> b.output(b.node("Neg", "w0"), DType.DOUBLE)))
                .on(g.constant(Tensor.ofBytes(DType.BOOL, Shape.scalar(), (byte) 1))),
        GradientCases.weights(26, 0.5, 1, 2));
    return cases.tests();
  }
}
