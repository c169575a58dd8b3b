package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Node;
import java.util.List;
import java.util.Optional;

/** Finds a product with a matrix of weights, and a bias added. */
final class FuseLinear implements Fusion {
  @Override
  public Optional<Node> apply(Node last, Surroundings around) {
    if (!last.is("Add")) {
      return Optional.empty();
    }
    Optional<Node> product = around.operand(last, "MatMul");
    if (product.isEmpty()) {
      return Optional.empty();
    }
    String weight = product.get().input(1);
    return Surroundings.other(last, product.get().output())
        .filter(bias -> around.weight(weight, 2).isPresent() && isBias(bias, weight, around))
        .map(bias -> Fused.node("Linear", last, List.of(product.get().input(0), weight, bias)));
  }

  private static boolean isBias(String bias, String weight, Surroundings around) {
    long columns = around.weight(weight, 2).orElseThrow().shape().dim(1);
    return around.weight(bias, 1).filter(tensor -> tensor.elementCount() == columns).isPresent();
  }
}
