package dev.lathe.engine.execute;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of operators that work element by element or reduce. */
class ElementGradientTest {
  private final GradientCases cases = new GradientCases();

  @TestFactory
  List<DynamicTest> elementwise() {
    cases.unary(
        0.2,
        0.9,
        ("Abs Acos Asin Asinh Atan Atanh Celu Cos Cosh Elu Erf Exp HardSigmoid HardSwish"
                + " LeakyRelu Log Mish Neg Reciprocal Relu Selu Sigmoid Sin Sinh Softplus Softsign Sqrt"
                + " Tan Tanh LogSoftmax Softmax Identity")
            .split(" "));
    cases.unary(-0.9, -0.2, "LeakyRelu", "Elu", "Celu", "Selu", "Softplus", "Erf", "Abs");
    cases.unary(1.2, 2, "Acosh", "ThresholdedRelu", "Shrink");
    cases.of("Gelu", (g, w) -> g.node("Gelu", w[0]), GradientCases.weights(1, -2, 2, 3, 4));
    cases.binary("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Mean", "Sum", "PRelu");
    cases.of(
        "Clip",
        (g, w) ->
            g.node(
                "Clip",
                w[0],
                g.constant(GradientCases.doubles(Shape.scalar(), 0.5)),
                g.constant(GradientCases.doubles(Shape.scalar(), 1))),
        GradientCases.weights(5, 0, 2, 3, 4));
    cases.of(
        "Where",
        (g, w) ->
            g.node(
                "Where",
                g.constant(
                    Tensor.ofBytes(
                        DType.BOOL, Shape.of(4), (byte) 1, (byte) 0, (byte) 1, (byte) 0)),
                w[0],
                w[1]),
        GradientCases.weights(2, 0, 1, 3, 4),
        GradientCases.weights(3, 0, 1, 4));
    cases.of(
        "CumSum",
        (g, w) -> g.node("CumSum", w[0], g.constant(Tensor.ofLongs(Shape.scalar(), 1))),
        GradientCases.weights(6, 0, 1, 3, 4));
    cases.reductions(
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceMax",
        "ReduceMean",
        "ReduceMin",
        "ReduceProd",
        "ReduceSumSquare");
    cases.of(
        "ReduceSum",
        (g, w) -> g.node("ReduceSum", w[0], g.longs(0, 2)),
        GradientCases.weights(4, 0, 1, 3, 4, 2));
    cases.of(
        "TopK",
        (g, w) -> g.op("TopK").on(2, w[0], g.longs(2)).getFirst(),
        GradientCases.weights(7, 0, 1, 3, 5));
    return cases.tests();
  }
}
