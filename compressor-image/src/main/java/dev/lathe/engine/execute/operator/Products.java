package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Literals;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import java.util.List;

/** Operators that multiply matrices. */
final class Products {
  static final List<Operator> ROWS =
      List.of(
          op("Det", "torch.det({0})"),
          op("Einsum", "torch.einsum({equation}, {0*})").asProduct(),
          op("Gemm", Products::gemm).asProduct(),
          op("MatMul", "torch.matmul({0}, {1})").asProduct());

  private Products() {}

  /** One call where nothing is scaled and the weights lie as PyTorch's own layers have them. */
  private static void gemm(Site site) {
    boolean isTransposedLeft = site.node().intAttribute("transA", 0) != 0;
    boolean isTransposedRight = site.node().intAttribute("transB", 0) != 0;
    float alpha = site.node().floatAttribute("alpha", 1);
    float beta = site.node().floatAttribute("beta", 1);
    String left = isTransposedLeft ? "torch.t(" + site.tensor(0) + ")" : site.tensor(0);
    String right = isTransposedRight ? "torch.t(" + site.tensor(1) + ")" : site.tensor(1);
    if (!site.has(2)) {
      String product = "torch.matmul(" + left + ", " + right + ")";
      site.assign(
          1, alpha == 1 ? product : "torch.mul(" + product + ", " + Literals.real(alpha) + ")");
    } else {
      site.assign(
          1,
          "torch.addmm(%s, %s, %s, beta=%s, alpha=%s)"
              .formatted(site.tensor(2), left, right, Literals.real(beta), Literals.real(alpha)));
    }
  }
}
