package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpgradeOpsetTest {
  @Test
  void axesBecomeInputs() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new UpgradeOpset(13))
            .on(
                11,
                g -> {
                  String x = g.op("Unsqueeze").ints("axes", 1).on(g.input("x", -1, 6));
                  String sum = g.op("ReduceSum").ints("axes", 1).with("keepdims", 0).on(x);
                  List<String> parts = g.op("Split").with("axis", 1).ints("split", 2, 4).on(2, sum);
                  g.output(parts.getFirst());
                  g.output(
                      g.op("Squeeze").ints("axes", 1).on(g.op("Unsqueeze").ints("axes", 1).on(x)));
                })
            .rewritesTo("Unsqueeze", "ReduceSum", "Split", "Unsqueeze", "Squeeze")
            .soundly(0);

    assertThat(applied.model().opset()).isEqualTo(13);
    assertThat(applied.model().graph().initializers()).containsOnlyKeys("axes", "split");
  }

  @Test
  void softmaxOverTheLastAxisOnlySaysSo() {
    assertThatRewrite(new UpgradeOpset(13))
        .on(11, g -> g.output(g.node("Softmax", g.input("x", -1, 6))))
        .rewritesTo("Softmax")
        .soundly(0);
    assertThatRewrite(new UpgradeOpset(13))
        .on(11, g -> g.output(g.op("LogSoftmax").with("axis", 3).on(g.input("x", -1, 2, 3, 4))))
        .rewritesTo("LogSoftmax")
        .soundly(0);
  }

  @Test
  void softmaxOverSeveralAxesGoesThroughAMatrix() {
    assertThatRewrite(new UpgradeOpset(13))
        .on(11, g -> g.output(g.relu(g.node("Softmax", g.input("x", -1, 3, -1)))))
        .rewritesTo("Shape", "Flatten", "Softmax", "Reshape", "Relu")
        .soundly(0);
  }

  @Test
  void aBodyIsConvertedToo() {
    assertThatRewrite(new UpgradeOpset(13))
        .on(
            11,
            g -> {
              String x = g.input("x", 2, 3);
              Graph first = g.body(b -> b.output(b.op("ReduceSum").ints("axes", 1).on(x)));
              Graph second = g.body(b -> b.output(b.op("Softmax").with("axis", 0).on(x)));
              g.output(
                  g.op("If")
                      .with("then_branch", first)
                      .with("else_branch", second)
                      .on(g.input("c", DType.BOOL, 1)));
            })
        .rewritesTo("If")
        .soundly(0);
  }

  @Test
  void dropoutKeepsDroppingNothing() {
    assertThatRewrite(new UpgradeOpset(12))
        .on(11, g -> g.output(g.op("Dropout").with("ratio", 0.3f).on(g.input("x", 5))))
        .rewritesTo("Dropout")
        .soundly(0);
  }

  @Test
  void theWholeWayFrom11To21() {
    RewriteAssert.Applied applied =
        assertThatRewrite(new UpgradeOpset(21))
            .on(
                11,
                g -> {
                  String x = g.conv(g.input("x", -1, 3, 8, 8), 4);
                  String rois = g.weights(2, 4);
                  String align =
                      g.op("RoiAlign")
                          .with("output_height", 2)
                          .with("output_width", 2)
                          .on(g.relu(g.batchNorm(x)), rois, g.longs(0, 0));
                  String mean = g.op("ReduceMean").ints("axes", 2, 3).with("keepdims", 0).on(align);
                  g.op("Split").with("axis", 1).on(2, mean).forEach(g::output);
                  g.output(g.node("ReduceL2", mean));
                })
            .soundly(0);

    assertThat(applied.model().irVersion()).isEqualTo(10);
    assertThat(applied.model().opset()).isEqualTo(21);
  }

  @Test
  void aNewerModelStaysAsItIs() {
    assertThatRewrite(new UpgradeOpset(13))
        .on(17, g -> g.output(g.relu(g.input("x", 2))))
        .doesNotApply();
  }

  @Test
  void whatCannotBeConvertedIsNamed() {
    assertThatRewrite(new UpgradeOpset(13))
        .on(
            11,
            g ->
                g.output(
                    g.op("Resize")
                        .with("coordinate_transformation_mode", "tf_half_pixel_for_nn")
                        .on(g.input("x", 1, 1, 4, 4), "", g.positive(4))))
        .refusesBecause(
            "Resize 'resize_0': for operator set 13 its coordinates are tf_half_pixel_for_nn, which"
                + " is gone since then");
    assertThatRewrite(new UpgradeOpset(14))
        .on(
            13,
            g -> {
              String three = g.positive(3);
              g.output(
                  g.op("BatchNormalization")
                      .on(3, g.input("x", 1, 3, 2), three, three, three, three)
                      .getFirst());
            })
        .refusesBecause(
            "BatchNormalization 'batchnormalization_0': for operator set 14 it is in training mode,"
                + " which is written in another way since then");
  }

  @Test
  void aTargetOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new UpgradeOpset(24))
        .hasMessage("an operator set in [12, 23] is expected, found 24");
  }
}
