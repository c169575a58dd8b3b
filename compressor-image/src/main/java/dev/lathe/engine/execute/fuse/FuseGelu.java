package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds ½·x·(1 + erf(x/√2)), its factors in any order.
 *
 * <p>Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", section 2 (arXiv:1606.08415).
 */
final class FuseGelu implements Fusion {
  @Override
  public Optional<Node> apply(Node last, Surroundings around) {
    if (!last.is("Mul")) {
      return Optional.empty();
    }
    List<String> factors = new ArrayList<>();
    for (String input : last.inputs()) {
      Optional<Node> product = around.writer(input, "Mul");
      if (product.isPresent() && factors.size() < 2) {
        factors.addAll(product.get().inputs());
      } else {
        factors.add(input);
      }
    }
    if (factors.size() != 3 || !remove(factors, value -> around.isNumber(value, 0.5))) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      String x = factors.get(1 - i);
      if (isOnePlusErf(factors.get(i), x, around)) {
        return Optional.of(Fused.node("Gelu", last, List.of(x)));
      }
    }
    return Optional.empty();
  }

  private static boolean remove(List<String> values, java.util.function.Predicate<String> which) {
    Optional<String> found = values.stream().filter(which).findFirst();
    found.ifPresent(values::remove);
    return found.isPresent();
  }

  private static boolean isOnePlusErf(String value, String x, Surroundings around) {
    Optional<Node> sum = around.writer(value, "Add");
    Optional<Node> erf = sum.flatMap(add -> around.operand(add, "Erf"));
    return erf.isPresent()
        && Surroundings.other(sum.get(), erf.get().output())
            .filter(one -> around.isNumber(one, 1))
            .isPresent()
        && isOverRootOfTwo(erf.get().input(0), x, around);
  }

  private static boolean isOverRootOfTwo(String value, String x, Surroundings around) {
    Optional<Node> quotient = around.writer(value, "Div");
    if (quotient.isPresent()) {
      return quotient.get().input(0).equals(x)
          && around.isNumber(quotient.get().input(1), Math.sqrt(2));
    }
    return around
        .writer(value, "Mul")
        .flatMap(product -> Surroundings.other(product, x))
        .filter(factor -> around.isNumber(factor, Math.sqrt(0.5)))
        .isPresent();
  }
}
