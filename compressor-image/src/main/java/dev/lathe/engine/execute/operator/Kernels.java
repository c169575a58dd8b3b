package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.in;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/**
 * The kernels that {@code execute.fuse} finds, and those that only training asks for, as for
 * quantization:
 *
 * <pre>
 * FakeQuantize(x, scale, change?)  what integers low to high stand for; learns=0: no gradient to the scale
 * LearnedScale(growth, base)       base · exp(rate · growth), from zero to most, and its change, 0
 * FollowedScale(x, scale, share)   the scale, moved by a share to the least that covers x
 * CoveringScale(x)                 the least that covers x, for each index of axis; one if axis is -1
 * </pre>
 *
 * <p>A change is what a learned scale gets its gradient through: that of the scale's logarithm,
 * which is cheaper to take for all places of a scale than the scale's own. Where every number has a
 * scale of its index, what it is rounded to is set as the data of an alias of x: the gradient
 * passes it as it is, and no copy of x is made for that.
 */
final class Kernels {
  private static final String DOMAIN = "dev.lathe";

  static final List<Operator> ROWS =
      List.of(
          in(
                  DOMAIN,
                  "Attention",
                  1,
                  1,
                  "torch.scaled_dot_product_attention({0}, torch.transpose({1}, 2, 3), {2}, {3?}, 0.,"
                      + " False, scale={scale})")
              .asProduct(),
          in(
              DOMAIN,
              "FakeQuantize",
              1,
              1,
              "quantization.fake({0}, {1}, {2?}, {axis=1}, {low=0.}, {high=0.}, {learns=1})"),
          in(
              DOMAIN,
              "FollowedScale",
              1,
              1,
              "quantization.followed({0}, {1}, {2}, {axis=0}, {low=0.}, {high=0.})"),
          in(DOMAIN, "CoveringScale", 1, 1, "quantization.covering({0}, {axis=0}, {high=0.})"),
          in(
              DOMAIN,
              "BatchNormalization",
              1,
              3,
              "normalization.batch_switched({0}, {1}, {2}, {3}, {4}, {5}, {epsilon=1e-05},"
                  + " {momentum=0.9})"),
          in(DOMAIN, "Gelu", 1, 1, "torch.gelu({0}, approximate=\"none\")"),
          in(
              DOMAIN,
              "LayerNormalization",
              1,
              1,
              "torch.layer_norm({0}, torch.size({1}), {1}, {2}, {epsilon})"),
          in(
              DOMAIN,
              "LearnedScale",
              1,
              2,
              "quantization.learned({0}, {1}, {rate=1.}, {most=3.4028234663852886e+38})"),
          in(DOMAIN, "Linear", 1, 1, "torch.linear({0}, torch.t({1}), {2})").asProduct());

  private Kernels() {}
}
