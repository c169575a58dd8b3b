package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds s · clamp(round(x / s), low, high): QuantizeLinear, and DequantizeLinear by the same scale
 * and zero point. A rectifier before it goes where nothing below zero has a level anyhow.
 *
 * <p>The kernel's gradients are those of Esser et al., "Learned Step Size Quantization", ICLR 2020,
 * equations 3 and 5 (arXiv:1902.08153). A pair that is not found, because nodes are in between or
 * its zero points differ, has them too but for the half of a level next to both ends.
 */
final class FuseFakeQuantize implements Fusion {
  private static final String OPERATOR = "FakeQuantize";

  @Override
  public Optional<Node> apply(Node last, Surroundings around) {
    boolean isKernel = last.domain().equals(Fused.DOMAIN) && last.opType().equals(OPERATOR);
    Optional<Node> kernel = isKernel ? Optional.of(last) : pair(last, around);
    Optional<Node> rectifier =
        kernel
            .filter(node -> node.floatAttribute("low", 0) == 0)
            .flatMap(node -> around.writer(node.input(0), "Relu"));
    if (rectifier.isPresent()) {
      return Optional.of(kernel.get().withInput(0, rectifier.get().input(0)));
    }
    return isKernel ? Optional.empty() : kernel;
  }

  private static Optional<Node> pair(Node last, Surroundings around) {
    if (!last.is("DequantizeLinear")) {
      return Optional.empty();
    }
    Optional<Node> first =
        around.writer(last.input(0), "QuantizeLinear").filter(node -> areAlike(node, last));
    Optional<DType> type = first.flatMap(node -> around.elements(node.input(0)));
    if (type.isEmpty()
        || !(type.get() == DType.FLOAT || type.get() == DType.DOUBLE)
        || !type.equals(around.elements(last.input(1)))) {
      return Optional.empty();
    }
    String zeroPoint = last.input(2);
    OptionalInt zero = zeroPoint.isEmpty() ? OptionalInt.of(0) : around.integer(zeroPoint);
    if (zero.isEmpty()) {
      return Optional.empty();
    }
    boolean isSigned = around.elements(zeroPoint).filter(DType.INT8::equals).isPresent();
    float low = (isSigned ? -128 : 0) - zero.getAsInt();
    return Optional.of(
        Fused.node(OPERATOR, last, List.of(first.get().input(0), last.input(1)))
            .withAttribute("axis", Attribute.of(last.intAttribute("axis", 1)))
            .withAttribute("low", Attribute.of(low))
            .withAttribute("high", Attribute.of(low + 255)));
  }

  private static boolean areAlike(Node first, Node last) {
    return first.input(1).equals(last.input(1))
        && first.input(2).equals(last.input(2))
        && first.intAttribute("axis", 1) == last.intAttribute("axis", 1)
        && first.intAttribute("block_size", 0) == 0
        && last.intAttribute("block_size", 0) == 0
        && first.intAttribute("output_dtype", 0) == 0
        && first.intAttribute("precision", 0) == 0
        && last.intAttribute("output_dtype", 0) == 0;
  }
}
