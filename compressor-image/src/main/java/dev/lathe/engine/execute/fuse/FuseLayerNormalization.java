package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Finds (x - mean) / √(variance + ε) · weight + bias over the last axis.
 *
 * <p>Source: Ba, Kiros and Hinton, "Layer Normalization", equation 4 (arXiv:1607.06450).
 */
final class FuseLayerNormalization implements Fusion {
  @Override
  public Optional<Node> apply(Node last, Surroundings around) {
    if (!last.is("Add")) {
      return Optional.empty();
    }
    for (String scaled : last.inputs()) {
      Optional<Node> product = around.writer(scaled, "Mul");
      Optional<String> bias = Surroundings.other(last, scaled);
      if (product.isPresent() && bias.isPresent()) {
        Optional<Node> found = scaled(last, product.get(), bias.get(), around);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Node> scaled(Node last, Node product, String bias, Surroundings around) {
    Optional<Node> quotient = around.operand(product, "Div");
    Optional<String> weight = quotient.flatMap(unit -> Surroundings.other(product, unit.output()));
    if (weight.isEmpty() || !areAlike(weight.get(), bias, around)) {
      return Optional.empty();
    }
    Optional<Node> centred = around.writer(quotient.orElseThrow().input(0), "Sub");
    Optional<String> x =
        centred.filter(sub -> isMean(sub.input(1), sub.input(0), around)).map(sub -> sub.input(0));
    OptionalDouble epsilon =
        x.map(value -> epsilon(quotient.get().input(1), value, around))
            .orElse(OptionalDouble.empty());
    return epsilon.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fused.node("LayerNormalization", last, List.of(x.orElseThrow(), weight.get(), bias))
                .withAttribute("epsilon", Attribute.of((float) epsilon.getAsDouble())));
  }

  private static boolean areAlike(String weight, String bias, Surroundings around) {
    Optional<Tensor> first = around.weight(weight, 1);
    Optional<Tensor> second = around.weight(bias, 1);
    return first.isPresent()
        && second.isPresent()
        && first.get().elementCount() > 1
        && first.get().shape().equals(second.get().shape());
  }

  private static boolean isMean(String value, String x, Surroundings around) {
    return around
        .writer(value, "ReduceMean")
        .filter(mean -> mean.input(0).equals(x) && around.isOverLastAxis(mean))
        .isPresent();
  }

  /** Returns ε of the root of a variance of x. */
  private static OptionalDouble epsilon(String deviation, String x, Surroundings around) {
    Optional<Node> sum =
        around.writer(deviation, "Sqrt").flatMap(root -> around.writer(root.input(0), "Add"));
    Optional<Node> variance = sum.flatMap(add -> around.operand(add, "ReduceMean"));
    if (variance.isEmpty()
        || !around.isOverLastAxis(variance.get())
        || !isSquare(variance.get().input(0), x, around)) {
      return OptionalDouble.empty();
    }
    return Surroundings.other(sum.orElseThrow(), variance.get().output())
        .map(around::number)
        .orElse(OptionalDouble.empty());
  }

  private static boolean isSquare(String value, String x, Surroundings around) {
    Optional<Node> power = around.writer(value, "Pow");
    if (power.isPresent()) {
      return around.isNumber(power.get().input(1), 2) && isCentred(power.get().input(0), x, around);
    }
    return around
        .writer(value, "Mul")
        .filter(product -> product.input(0).equals(product.input(1)))
        .filter(product -> isCentred(product.input(0), x, around))
        .isPresent();
  }

  private static boolean isCentred(String value, String x, Surroundings around) {
    return around
        .writer(value, "Sub")
        .filter(sub -> sub.input(0).equals(x) && isMean(sub.input(1), x, around))
        .isPresent();
  }
}
