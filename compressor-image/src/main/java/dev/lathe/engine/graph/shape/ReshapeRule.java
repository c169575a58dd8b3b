package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code Reshape}: 0 copies the extent of the same axis (unless {@code allowzero}), -1 is what is
 * left. Extents known only by name cancel: [n, 4, s] as [n, -1, s] is [n, 4, s].
 */
final class ReshapeRule {
  private ReshapeRule() {}

  static List<Fact> infer(Site site) {
    Fact data = site.required(0);
    Optional<Content> target = site.required(1).content().filter(c -> c.shape().rank() == 1);
    if (target.isEmpty()) {
      OptionalInt rank = site.axes(1);
      return List.of(
          data.withDims(
              rank.isPresent() ? Optional.of(Dims.unknown(rank.getAsInt())) : Optional.empty()));
    }
    return List.of(data.withDims(Optional.of(shaped(site, data.dims(), target.get().entries()))));
  }

  private static List<Dim> shaped(Site site, Optional<List<Dim>> data, List<Entry> target) {
    boolean zeroCopies = site.intAttribute("allowzero", 0) == 0;
    List<Dim> result = new ArrayList<>();
    int open = -1;
    for (int axis = 0; axis < target.size(); axis++) {
      Entry entry = target.get(axis);
      if (zeroCopies && entry.equals(Entry.of(0))) {
        result.add(copied(site, data, axis));
      } else if (entry instanceof Entry.Int(long value) && value < 0) {
        if (value != -1 || open >= 0) {
          throw site.wrong(1, "extents with at most one -1", numbers(target));
        }
        open = axis;
        result.add(Dims.UNKNOWN);
      } else {
        result.add(entry.toDim());
      }
    }
    if (data.isPresent()) {
      if (open >= 0) {
        result.set(open, left(site, data.get(), result, open));
      } else {
        requireSameCount(site, data.get(), result);
      }
    }
    return result;
  }

  private static Dim copied(Site site, Optional<List<Dim>> data, int axis) {
    if (data.isEmpty()) {
      return Dims.UNKNOWN;
    }
    if (axis >= data.get().size()) {
      throw site.wrong(0, "rank " + (axis + 1) + " or more", data.get().size());
    }
    return data.get().get(axis);
  }

  private static Dim left(Site site, List<Dim> data, List<Dim> result, int open) {
    List<Dim> from = new ArrayList<>(data);
    List<Dim> taken = new ArrayList<>(result);
    taken.remove(open);
    taken.removeIf(dim -> dim instanceof Dim.Symbolic && from.remove(dim));
    if (!(Dims.product(taken) instanceof Dim.Known(long divisor)) || divisor == 0) {
      return Dims.UNKNOWN;
    }
    if (Dims.product(from) instanceof Dim.Known(long count)) {
      if (count % divisor != 0) {
        throw site.wrong(0, "a multiple of " + divisor + " elements", count);
      }
      return Dim.of(count / divisor);
    }
    List<Dim> named = from.stream().filter(dim -> !(dim instanceof Dim.Known)).toList();
    from.removeAll(named);
    return named.size() == 1 && Dims.is(Dims.product(from), divisor)
        ? named.getFirst()
        : Dims.UNKNOWN;
  }

  private static void requireSameCount(Site site, List<Dim> data, List<Dim> result) {
    if (Dims.differ(Dims.product(data), Dims.product(result))) {
      throw site.wrong(1, "a shape of as many elements as " + data, result);
    }
  }

  private static List<Object> numbers(List<Entry> target) {
    return target.stream()
        .map(entry -> entry instanceof Entry.Int(long value) ? (Object) value : entry.toDim())
        .toList();
  }
}
