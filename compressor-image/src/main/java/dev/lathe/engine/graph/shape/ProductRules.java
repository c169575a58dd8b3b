package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Products of matrices. */
final class ProductRules {
  private ProductRules() {}

  static List<Fact> matMul(Site site) {
    return List.of(Fact.of(site.type(0).or(() -> site.type(1)), product(site, 0, 1)));
  }

  static List<Fact> matMulInteger(Site site) {
    return List.of(Fact.of(Optional.of(DType.INT32), product(site, 0, 1)));
  }

  /** The result is of the type of its zero point, input 7. */
  static List<Fact> quantizedMatMul(Site site) {
    return List.of(Fact.of(site.required(7).type(), product(site, 0, 3)));
  }

  /** As NumPy's {@code matmul}: vectors become a row or a column, outer axes broadcast. */
  private static Optional<List<Dim>> product(Site site, int left, int right) {
    Optional<List<Dim>> a = site.dimsOfRankFrom(left, 1);
    Optional<List<Dim>> b = site.dimsOfRankFrom(right, 1);
    if (a.isEmpty() || b.isEmpty()) {
      return Optional.empty();
    }
    List<Dim> rows = a.get().size() == 1 ? List.of(Dim.of(1), a.get().getFirst()) : a.get();
    List<Dim> columns = b.get().size() == 1 ? List.of(b.get().getFirst(), Dim.of(1)) : b.get();
    site.requireSame(right, "inner extent", rows.getLast(), columns.get(columns.size() - 2));
    Optional<List<Dim>> outer =
        Dims.broadcast(rows.subList(0, rows.size() - 2), columns.subList(0, columns.size() - 2));
    if (outer.isEmpty()) {
      throw site.wrong(right, "outer axes that broadcast with " + rows, columns);
    }
    List<Dim> result = new ArrayList<>(outer.get());
    if (a.get().size() > 1) {
      result.add(rows.get(rows.size() - 2));
    }
    if (b.get().size() > 1) {
      result.add(columns.getLast());
    }
    return Optional.of(result);
  }

  /** {@code A' B' + C}, where the attributes say whether A and B are transposed. */
  static List<Fact> gemm(Site site) {
    Optional<List<Dim>> a = site.dimsOfRank(0, 2);
    Optional<List<Dim>> b = site.dimsOfRank(1, 2);
    int rowAxis = site.intAttribute("transA", 0) == 0 ? 0 : 1;
    int columnAxis = site.intAttribute("transB", 0) == 0 ? 1 : 0;
    if (a.isPresent() && b.isPresent()) {
      site.requireSame(1, "inner extent", a.get().get(1 - rowAxis), b.get().get(1 - columnAxis));
    }
    List<Dim> result =
        List.of(
            a.map(dims -> dims.get(rowAxis)).orElse(Dims.UNKNOWN),
            b.map(dims -> dims.get(columnAxis)).orElse(Dims.UNKNOWN));
    if (site.has(2) && site.dims(2).isPresent()) {
      List<Dim> addend = site.dims(2).get();
      boolean fits =
          addend.size() <= 2
              && Dims.broadcast(result, addend).filter(sum -> !differ(sum, result)).isPresent();
      if (!fits) {
        throw site.wrong(2, "a shape that broadcasts to " + result, addend);
      }
    }
    return List.of(Fact.of(site.type(0).or(() -> site.type(1)), Optional.of(result)));
  }

  private static boolean differ(List<Dim> a, List<Dim> b) {
    for (int i = 0; i < a.size(); i++) {
      if (Dims.differ(a.get(i), b.get(i))) {
        return true;
      }
    }
    return false;
  }
}
