package dev.lathe.engine.execute.operator;

import dev.lathe.engine.execute.emit.Emitter;
import dev.lathe.engine.execute.emit.Operand;
import dev.lathe.engine.execute.emit.Operand.Integers;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps extents, and what is computed from them, integers: {@code Shape → Gather → Concat →
 * Reshape} becomes {@code torch.reshape(x, [torch.size(x, 0), 12])}, without a tensor.
 */
final class ShapeArithmetic {
  private ShapeArithmetic() {}

  /** Returns an emitter that keeps to integers where it can, and else writes an expression. */
  static Emitter or(Function<Site, Optional<Integers>> attempt, String template) {
    Emitter otherwise = Operator.expression(template);
    return site -> {
      Optional<Integers> integers = attempt.apply(site);
      if (integers.isPresent()) {
        site.bind(0, Operand.of(named(site, integers.get())));
      } else {
        otherwise.emit(site);
      }
    };
  }

  /** Gives what is computed a name, so that it is computed once. */
  private static Integers named(Site site, Integers integers) {
    List<String> names = new ArrayList<>();
    for (String element : integers.elements()) {
      if (element.matches("-?\\w+")) {
        names.add(element);
      } else {
        String name = site.code().freshName();
        site.code().line(name + " = " + element);
        names.add(name);
      }
    }
    return new Integers(names, integers.isScalar());
  }

  private static Optional<Integers> input(Site site, int index) {
    return site.has(index) ? site.operand(index).integers() : Optional.empty();
  }

  /** Returns the numbers of an input that are the same in every run. */
  private static Optional<long[]> constants(Site site, int index) {
    return site.constant(index).filter(tensor -> tensor.type() == DType.INT64).map(Tensor::toLongs);
  }

  static Optional<Integers> shape(Site site) {
    if (site.rank(0).isEmpty()) {
      return Optional.empty();
    }
    int rank = site.rank(0).getAsInt();
    long start = bounded(site.node().intAttribute("start", 0), rank);
    long end = bounded(site.node().intAttribute("end", rank), rank);
    List<String> extents = new ArrayList<>();
    for (long axis = start; axis < end; axis++) {
      extents.add("torch.size(%s, %d)".formatted(site.tensor(0), axis));
    }
    return Optional.of(new Integers(extents, false));
  }

  private static long bounded(long axis, int rank) {
    return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
  }

  static Optional<Integers> gather(Site site) {
    Optional<Integers> from = input(site, 0).filter(given -> !given.isScalar());
    Optional<long[]> indices = constants(site, 1);
    if (from.isEmpty() || indices.isEmpty() || site.constant(1).orElseThrow().shape().rank() > 1) {
      return Optional.empty();
    }
    List<String> elements = from.get().elements();
    List<String> picked = new ArrayList<>();
    for (long index : indices.get()) {
      long at = index < 0 ? index + elements.size() : index;
      if (at < 0 || at >= elements.size()) {
        throw site.wrong(
            "input 1: an index of %d expected, found %d".formatted(elements.size(), index));
      }
      picked.add(elements.get((int) at));
    }
    return Optional.of(new Integers(picked, site.constant(1).orElseThrow().shape().rank() == 0));
  }

  static Optional<Integers> slice(Site site) {
    Optional<Integers> from = input(site, 0).filter(given -> !given.isScalar());
    Optional<long[]> starts = constants(site, 1).filter(one -> one.length == 1);
    Optional<long[]> ends = constants(site, 2).filter(one -> one.length == 1);
    boolean isForward =
        !site.has(4)
            || constants(site, 4).filter(step -> step.length == 1 && step[0] == 1).isPresent();
    if (from.isEmpty() || starts.isEmpty() || ends.isEmpty() || !isForward) {
      return Optional.empty();
    }
    List<String> elements = from.get().elements();
    int start = (int) bounded(starts.get()[0], elements.size());
    int end = (int) bounded(ends.get()[0], elements.size());
    return Optional.of(new Integers(elements.subList(start, Math.max(start, end)), false));
  }

  static Optional<Integers> concat(Site site) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < site.node().inputs().size(); i++) {
      Optional<Integers> part = input(site, i).filter(given -> !given.isScalar());
      if (part.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(part.get().elements());
    }
    return Optional.of(new Integers(all, false));
  }

  static Optional<Integers> unsqueeze(Site site) {
    return input(site, 0)
        .filter(given -> given.isScalar() && axes(site).filter(n -> n == 1).isPresent())
        .map(given -> new Integers(given.elements(), false));
  }

  static Optional<Integers> squeeze(Site site) {
    return input(site, 0)
        .filter(given -> !given.isScalar() && given.elements().size() == 1)
        .map(given -> new Integers(given.elements(), true));
  }

  private static Optional<Integer> axes(Site site) {
    return site.node()
        .intsAttribute("axes")
        .map(List::size)
        .or(() -> constants(site, 1).map(given -> given.length));
  }

  static Optional<Integers> cast(Site site) {
    return site.node().intAttribute("to", 0) == DType.INT64.onnxCode()
        ? input(site, 0)
        : Optional.empty();
  }

  static Optional<Integers> add(Site site) {
    return combined(site, "%s + %s");
  }

  static Optional<Integers> subtract(Site site) {
    return combined(site, "%s - %s");
  }

  static Optional<Integers> multiply(Site site) {
    return combined(site, "%s * %s");
  }

  static Optional<Integers> divide(Site site) {
    return combined(site, "layout.quotient(%s, %s)");
  }

  private static Optional<Integers> combined(Site site, String operation) {
    Optional<Integers> left = input(site, 0);
    Optional<Integers> right = input(site, 1);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    List<String> a = left.get().elements();
    List<String> b = right.get().elements();
    if (a.size() != b.size() && a.size() != 1 && b.size() != 1) {
      return Optional.empty();
    }
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < (a.size() == 1 ? b.size() : a.size()); i++) {
      elements.add(operation.formatted(a.get(a.size() == 1 ? 0 : i), b.get(b.size() == 1 ? 0 : i)));
    }
    return Optional.of(new Integers(elements, left.get().isScalar() && right.get().isScalar()));
  }
}
