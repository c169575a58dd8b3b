package dev.lathe.engine.graph.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What cannot run on any input is refused, and the message says where and why. */
class ContradictionTest {
  private static String refusal(Consumer<Sketch> drawing) {
    Model model = Sketch.model(drawing);
    EngineException refusal =
        catchThrowableOfType(EngineException.class, () -> ShapeInference.infer(model));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.reason()).isEqualTo(Reason.INVALID_MODEL);
    return String.valueOf(refusal.getMessage());
  }

  @Test
  void aConvolutionOfAMatrix() {
    assertThat(refusal(g -> g.node("Conv", g.input("x", 2, 3), g.weights(4, 3, 3, 3))))
        .isEqualTo("Conv 'conv_0', input 0: rank 3 or more expected, found 2");
  }

  @Test
  void weightsOfAnotherRank() {
    assertThat(refusal(g -> g.node("Conv", g.input("x", 1, 3, 8, 8), g.weights(4, 3, 3))))
        .isEqualTo("Conv 'conv_0', input 1: rank 4 expected, found 3");
  }

  @Test
  void weightsForOtherChannels() {
    assertThat(refusal(g -> g.node("Conv", g.input("x", 1, 3, 8, 8), g.weights(4, 5, 3, 3))))
        .isEqualTo("Conv 'conv_0', input 1: input channels per group of 3 expected, found 5");
  }

  @Test
  void aKernelLargerThanTheImage() {
    assertThat(refusal(g -> g.node("Conv", g.input("x", 1, 3, 2, 8), g.weights(4, 3, 3, 3))))
        .isEqualTo("Conv 'conv_0', input 0: an extent of at least 3 on axis 2 expected, found 2");
  }

  @Test
  void innerExtentsThatDiffer() {
    assertThat(refusal(g -> g.node("MatMul", g.input("a", -1, 4), g.weights(5, 6))))
        .isEqualTo("MatMul 'matmul_0', input 1: inner extent 4 expected, found 5");
    assertThat(refusal(g -> g.op("Gemm").with("transB", 1).on(g.input("a", 2, 4), g.weights(4, 6))))
        .isEqualTo("Gemm 'gemm_0', input 1: inner extent 4 expected, found 6");
  }

  @Test
  void shapesThatDoNotBroadcast() {
    assertThat(refusal(g -> g.node("Add", g.input("a", 2, 3), g.weights(4))))
        .isEqualTo("Add 'add_0', input 1: a shape that broadcasts with [2, 3] expected, found [4]");
  }

  @Test
  void typesThatDoNotMix() {
    assertThat(refusal(g -> g.node("Add", g.input("a", 2), g.input("b", DType.INT64, 2))))
        .isEqualTo("Add 'add_0', input 1: FLOAT as of the other input expected, found INT64");
  }

  @Test
  void aMissingInput() {
    assertThat(refusal(g -> g.node("Conv", g.input("x", 1, 3, 8, 8))))
        .isEqualTo("Conv 'conv_0', input 1: a value expected, found none");
    assertThat(refusal(g -> g.node("MatMul", "", g.input("x", 2, 2))))
        .isEqualTo("MatMul 'matmul_0', input 0: a value expected, found none");
  }

  @Test
  void aReshapeThatLosesElements() {
    assertThat(refusal(g -> g.node("Reshape", g.input("x", 3, 4), g.longs(5, -1))))
        .isEqualTo("Reshape 'reshape_0', input 0: a multiple of 5 elements expected, found 12");
    assertThat(refusal(g -> g.node("Reshape", g.input("x", 3, 4), g.longs(5, 2))))
        .isEqualTo(
            "Reshape 'reshape_0', input 1: a shape of as many elements as [3, 4] expected, found"
                + " [5, 2]");
  }

  @Test
  void anAttributeOfAnotherKind() {
    assertThat(refusal(g -> g.op("Transpose").with("perm", 3).on(g.input("x", 3, 4))))
        .isEqualTo("Transpose 'transpose_0', attribute 'perm': Ints expected, found IntValue");
  }

  @Test
  void anAxisThatIsNotThere() {
    assertThat(refusal(g -> g.op("Concat").with("axis", 2).on(g.input("a", 3, 4), "a")))
        .isEqualTo("Concat 'concat_0', attribute 'axis': an axis of rank 2 expected, found 2");
  }

  @Test
  void statisticsOfOtherChannels() {
    assertThat(
            refusal(g -> {
              String four = g.weights(4);
              g.node("BatchNormalization", g.input("x", 1, 3, 8, 8), four, four, four, four);
            }))
        .isEqualTo(
            "BatchNormalization 'batchnormalization_0', input 1: extent of the channels, 3"
                + " expected, found 4");
  }

  @Test
  void anExtentThatOverflows() {
    assertThat(
            refusal(g ->
                g.op("AveragePool")
                    .ints("kernel_shape", Long.MAX_VALUE)
                    .ints("dilations", Long.MAX_VALUE)
                    .on(g.input("x", 1, 3, 8))))
        .isEqualTo("AveragePool 'averagepool_0': extents overflow 64 bits");
  }

  @Test
  void aContradictionInABodyNamesTheNodeThere() {
    assertThat(
            refusal(g -> {
              String x = g.input("x", 2, 3);
              g.op("If")
                  .with("then_branch", g.body(b -> b.output(b.node("MatMul", x, x))))
                  .with("else_branch", g.body(b -> b.output(b.relu(x))))
                  .on(g.input("c", DType.BOOL));
            }))
        .isEqualTo("MatMul 'matmul_0', input 1: inner extent 3 expected, found 2");
  }
}
