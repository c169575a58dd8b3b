package dev.lathe.engine.execute.emit;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What stands for a value of the graph in the text.
 *
 * @param expression gives the tensor, or the list of them if it is a sequence
 * @param type of its elements, if known
 * @param constant its elements, if they are the same in every run
 * @param integers its elements, if they are integers at hand without a tensor
 * @param level gives the same numbers as reals that gradients pass through, if it was quantized
 */
public record Operand(
    String expression,
    Optional<DType> type,
    Optional<Tensor> constant,
    Optional<Integers> integers,
    Optional<String> level) {

  /**
   * Integers that never need to become a tensor: extents, and what is computed from them.
   *
   * @param elements expressions of type int
   * @param isScalar whether it is a single one of rank 0
   */
  public record Integers(List<String> elements, boolean isScalar) {
    public Integers {
      elements = List.copyOf(elements);
    }

    /** Returns an expression of type List[int]. */
    public String list() {
      return elements.isEmpty()
          ? "annotate(List[int], [])"
          : "[" + String.join(", ", elements) + "]";
    }

    private String tensor() {
      return isScalar
          ? "torch.tensor(" + elements.getFirst() + ", dtype=4)"
          : "torch.tensor(" + list() + ", dtype=4)";
    }
  }

  public static Operand of(String expression, Optional<DType> type) {
    return new Operand(expression, type, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns INT64 numbers that become a tensor only where one is asked for. */
  public static Operand of(Integers integers) {
    return new Operand(
        integers.tensor(),
        Optional.of(DType.INT64),
        Optional.empty(),
        Optional.of(integers),
        Optional.empty());
  }

  /** Returns the same, with the reals its integers were rounded from. */
  public Operand withLevel(String reals) {
    return new Operand(expression, type, constant, integers, Optional.of(reals));
  }
}
