package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that work on each element by itself, with broadcasting where they take several. */
final class ElementwiseRules {
  private ElementwiseRules() {}

  /** Type and extents are those of the first input. */
  static List<Fact> sameAsFirst(Site site) {
    Fact first = site.required(0);
    return List.of(Fact.of(first.type(), first.dims()));
  }

  /** A truth value for each element of the first input. */
  static List<Fact> test(Site site) {
    return List.of(Fact.of(Optional.of(DType.BOOL), site.required(0).dims()));
  }

  /** All inputs are of one type and broadcast together. */
  static List<Fact> arithmetic(Site site) {
    return List.of(Fact.of(commonType(site, 0), broadcastAll(site, 0)));
  }

  /** Shifts, and powers: the second input may be of another type. */
  static List<Fact> power(Site site) {
    return List.of(Fact.of(site.required(0).type(), broadcastAll(site, 0)));
  }

  static List<Fact> comparison(Site site) {
    commonType(site, 0);
    return List.of(Fact.of(Optional.of(DType.BOOL), broadcastAll(site, 0)));
  }

  static List<Fact> where(Site site) {
    return List.of(Fact.of(commonType(site, 1), broadcastAll(site, 0)));
  }

  /** The slope is broadcast to the data, never the other way round. */
  static List<Fact> parametricRelu(Site site) {
    Fact data = site.required(0);
    if (data.dims().isPresent() && site.required(1).dims().isPresent()) {
      List<Dim> slope = site.required(1).dims().get();
      if (slope.size() > data.dims().get().size()
          || Dims.broadcast(data.dims().get(), slope).isEmpty()) {
        throw site.wrong(1, "a shape that broadcasts to " + data.dims().get(), slope);
      }
    }
    return List.of(Fact.of(data.type(), data.dims()));
  }

  /** Type by the attribute {@code to}. */
  static List<Fact> cast(Site site) {
    return List.of(Fact.of(site.typeAttribute("to"), site.required(0).dims()));
  }

  /** Extents of the first input, type of the second. */
  static List<Fact> castLike(Site site) {
    return List.of(Fact.of(site.required(1).type(), site.required(0).dims()));
  }

  /** Extents of the first input, type by the attribute {@code dtype} or that of the input. */
  static List<Fact> drawnLike(Site site) {
    Fact first = site.required(0);
    return List.of(Fact.of(site.typeAttribute("dtype").or(first::type), first.dims()));
  }

  static List<Fact> dropout(Site site) {
    Fact data = site.required(0);
    return List.of(
        Fact.of(data.type(), data.dims()), Fact.of(Optional.of(DType.BOOL), data.dims()));
  }

  private static Optional<DType> commonType(Site site, int from) {
    Optional<DType> common = Optional.empty();
    for (int i = from; i < Math.max(site.node().inputs().size(), from + 1); i++) {
      Optional<DType> type = site.required(i).type();
      if (common.isPresent() && type.isPresent() && !common.equals(type)) {
        throw site.wrong(i, common.get() + " as of the other input", type.get());
      }
      common = common.or(() -> type);
    }
    return common;
  }

  private static Optional<List<Dim>> broadcastAll(Site site, int from) {
    List<List<Dim>> all = new ArrayList<>();
    for (int i = from; i < site.node().inputs().size(); i++) {
      Optional<List<Dim>> dims = site.required(i).dims();
      if (dims.isEmpty()) {
        return Optional.empty();
      }
      all.add(dims.get());
    }
    List<Dim> result = List.of();
    for (int i = 0; i < all.size(); i++) {
      Optional<List<Dim>> next = Dims.broadcast(result, all.get(i));
      if (next.isEmpty()) {
        throw site.wrong(from + i, "a shape that broadcasts with " + result, all.get(i));
      }
      result = next.get();
    }
    return Optional.of(result);
  }
}
