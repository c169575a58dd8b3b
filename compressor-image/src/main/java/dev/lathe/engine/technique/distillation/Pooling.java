package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.loss.Formula;
import java.util.Map;
import java.util.Optional;

/** What makes one vector a sample of what an encoder says of each position. */
public enum Pooling {
  /** Nothing: vectors are compared as they are. */
  NONE("None"),
  /** The mean over the positions that the mask keeps. */
  MEAN("Mean"),
  /** The first position: that of a classification token. */
  FIRST("First");

  private static final String MASK = "attention_mask";

  private final String manifestName;

  Pooling(String manifestName) {
    this.manifestName = manifestName;
  }

  /** Returns what manifests call it. */
  public String manifestName() {
    return manifestName;
  }

  /**
   * Writes the pooling of reals [n, positions, width].
   *
   * @param model whose input says which positions are no padding; without one all count
   */
  String write(Formula formula, Model model, String x) {
    return switch (this) {
      case NONE -> x;
      case MEAN -> mean(formula, model, x);
      case FIRST -> {
        String first = formula.constant(Tensor.ofLongs(Shape.scalar(), 0));
        yield formula.op("Gather", Map.of("axis", Attribute.of(1)), x, first);
      }
    };
  }

  private static String mean(Formula formula, Model model, String x) {
    Optional<String> mask = mask(formula, model);
    if (mask.isEmpty()) {
      return formula.reduce("ReduceMean", x, 1);
    }
    String kept = formula.unsqueeze(mask.get(), -1);
    String sum = formula.reduce("ReduceSum", formula.multiply(x, kept), 1);
    String count = formula.reduce("ReduceSum", kept, 1);
    return formula.divide(sum, formula.op("Max", count, formula.number(1)));
  }

  /** Writes, as reals [n, positions], which positions count, if the model is told so. */
  static Optional<String> mask(Formula formula, Model model) {
    return model.graph().requiredInputs().stream()
        .map(Value::name)
        .filter(MASK::equals)
        .findFirst()
        .map(mask -> formula.cast(mask, DType.FLOAT));
  }
}
