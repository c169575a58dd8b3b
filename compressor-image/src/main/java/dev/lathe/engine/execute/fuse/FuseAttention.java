package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Finds softmax(s · query · keyᵀ + mask) · value of several heads.
 *
 * <p>Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, equation 1
 * (arXiv:1706.03762).
 */
final class FuseAttention implements Fusion {
  @Override
  public Optional<Node> apply(Node last, Surroundings around) {
    if (!last.is("MatMul")) {
      return Optional.empty();
    }
    Optional<Node> softmax =
        around
            .writer(last.input(0), "Softmax")
            .filter(node -> isLast(node.intAttribute("axis", -1), node.input(0), around));
    if (softmax.isEmpty() || !around.hasRank(last.input(1), 4)) {
      return Optional.empty();
    }
    String scores = softmax.get().input(0);
    Optional<Node> sum = around.writer(scores, "Add");
    if (sum.isEmpty()) {
      return scaled(last, scores, Optional.empty(), around);
    }
    for (String input : sum.get().inputs()) {
      Optional<String> mask =
          Surroundings.other(sum.get(), input)
              .filter(value -> around.hasRank(value, 4) || around.hasRank(value, 2));
      Optional<Node> found = mask.isEmpty() ? Optional.empty() : scaled(last, input, mask, around);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean isLast(long axis, String value, Surroundings around) {
    return axis == -1 || (axis == 3 && around.hasRank(value, 4));
  }

  private static Optional<Node> scaled(
      Node last, String scores, Optional<String> mask, Surroundings around) {
    double scale = 1;
    Optional<Node> product = around.writer(scores, "MatMul");
    Optional<Node> quotient = around.writer(scores, "Div");
    Optional<Node> multiple = around.writer(scores, "Mul");
    if (quotient.isPresent()) {
      OptionalDouble by = around.number(quotient.get().input(1));
      product = around.writer(quotient.get().input(0), "MatMul");
      scale = by.isPresent() ? 1 / by.getAsDouble() : Double.NaN;
    } else if (multiple.isPresent()) {
      product = around.operand(multiple.get(), "MatMul");
      OptionalDouble by =
          product
              .flatMap(inner -> Surroundings.other(multiple.get(), inner.output()))
              .map(around::number)
              .orElse(OptionalDouble.empty());
      scale = by.orElse(Double.NaN);
    }
    if (product.isEmpty()
        || Double.isNaN(scale)
        || !around.hasRank(product.get().input(0), 4)
        || !around.hasRank(product.get().input(1), 4)) {
      return Optional.empty();
    }
    List<String> inputs = new ArrayList<>(product.get().inputs());
    inputs.add(last.input(1));
    mask.ifPresent(inputs::add);
    return Optional.of(
        Fused.node("Attention", last, inputs).withAttribute("scale", Attribute.of((float) scale)));
  }
}
