package dev.lathe.engine.execute;

import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of small whole networks with their losses, at sampled entries. */
class NetworkGradientTest {
  private final GradientCases cases = new GradientCases();

  private static String crossEntropy(Sketch g, String logits) {
    return g.node("SoftmaxCrossEntropyLoss", logits, g.longs(1, 0));
  }

  private static String convolutions(Sketch g, String[] w) {
    String x = g.constant(GradientCases.weights(31, -1, 1, 2, 3, 8, 8));
    String y = g.op("Conv").ints("pads", 1, 1, 1, 1).on(x, w[0]);
    String unit =
        g.op("BatchNormalization")
            .with("training_mode", 1)
            .on(
                3,
                y,
                w[1],
                w[2],
                g.constant(GradientCases.weights(32, 0, 1, 4)),
                g.constant(GradientCases.weights(33, 1, 2, 4)))
            .getFirst();
    String pooled =
        g.op("MaxPool").ints("kernel_shape", 2, 2).ints("strides", 2, 2).on(g.relu(unit));
    String flat = g.node("Flatten", g.node("GlobalAveragePool", pooled));
    return crossEntropy(g, g.op("Gemm").with("transB", 1).on(flat, w[3], w[4]));
  }

  private static String sequence(Sketch g, String[] w) {
    String x = g.constant(GradientCases.weights(34, -1, 1, 5, 2, 3));
    String y =
        g.op("LSTM")
            .with("hidden_size", 4)
            .with("direction", "bidirectional")
            .on(3, x, w[0], w[1], w[2])
            .getFirst();
    String steps = g.op("Transpose").ints("perm", 0, 2, 1, 3).on(y);
    String joined = g.node("Reshape", steps, g.constant(Tensor.ofLongs(Shape.of(3), 5, 2, 8)));
    String mean = g.op("ReduceMean").ints("axes", 0).with("keepdims", 0).on(joined);
    return crossEntropy(g, g.op("Gemm").with("transB", 1).on(mean, w[3], w[4]));
  }

  @TestFactory
  List<DynamicTest> networks() {
    cases.of(
        "a convolutional classifier",
        NetworkGradientTest::convolutions,
        GradientCases.weights(35, -1, 1, 4, 3, 3, 3),
        GradientCases.weights(36, 1, 2, 4),
        GradientCases.weights(37, 0.2, 1, 4),
        GradientCases.weights(38, -1, 1, 3, 4),
        GradientCases.weights(39, -1, 1, 3));
    cases.of(
        "a classifier of sequences",
        NetworkGradientTest::sequence,
        GradientCases.weights(40, -1, 1, 2, 16, 3),
        GradientCases.weights(41, -1, 1, 2, 16, 4),
        GradientCases.weights(42, -1, 1, 2, 32),
        GradientCases.weights(43, -1, 1, 3, 8),
        GradientCases.weights(44, -1, 1, 3));
    return cases.tests();
  }
}
