package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.List;
import java.util.Optional;

/** {@code Slice}: data, starts, ends and optionally axes and steps. */
final class Slicing {
  private Slicing() {}

  /**
   * A range of one axis.
   *
   * @param first position of the first element taken
   * @param count of elements taken
   * @param step between them, negative to go backwards
   */
  record Range(long first, long count, long step) {
    /** Returns what {@code [start:end:step]} takes of an axis, as NumPy reads it. */
    static Range of(long start, long end, long step, long extent) {
      long from = start < 0 ? start + extent : start;
      long to = end < 0 ? end + extent : end;
      if (step > 0) {
        from = Math.clamp(from, 0, extent);
        to = Math.clamp(to, 0, extent);
        return new Range(from, Math.max(0, Math.ceilDiv(to - from, step)), step);
      }
      from = Math.clamp(from, -1, extent - 1);
      to = Math.clamp(to, -1, extent - 1);
      return new Range(from, Math.max(0, Math.ceilDiv(to - from, step)), step);
    }
  }

  static List<Fact> infer(Site site) {
    Fact data = site.required(0);
    Optional<List<Dim>> dims = data.dims();
    if (dims.isEmpty()) {
      return List.of(data.withDims(Optional.empty()));
    }
    int rank = dims.get().size();
    Optional<List<Integer>> axes = axes(site, rank);
    if (axes.isEmpty()) {
      return List.of(data.withDims(Optional.of(Dims.unknown(rank))));
    }
    List<Dim> result = dims.get();
    for (int i = 0; i < axes.get().size(); i++) {
      int axis = axes.get().get(i);
      result = Dims.with(result, axis, taken(site, i, result.get(axis)));
    }
    return List.of(data.withDims(Optional.of(result)));
  }

  /** Returns the axes sliced, in the order of starts and ends; empty if not known. */
  static Optional<List<Integer>> axes(Site site, int rank) {
    if (site.has(3)) {
      return ExtentRules.axesOf(site, 3, rank);
    }
    int count = site.required(1).content().map(c -> c.entries().size()).orElse(rank);
    if (count > rank) {
      throw site.wrong(1, "at most " + rank + " starts", count);
    }
    return ExtentRules.axesOf(site, 3, rank).map(all -> all.subList(0, count));
  }

  /** Returns the range of the axis that stands {@code index}th, if all about it is known. */
  static Optional<Range> range(Site site, int index, long extent) {
    Optional<Long> start = number(site, 1, index);
    Optional<Long> end = number(site, 2, index);
    Optional<Long> step = site.has(4) ? number(site, 4, index) : Optional.of(1L);
    if (start.isEmpty() || end.isEmpty() || step.isEmpty()) {
      return Optional.empty();
    }
    if (step.get() == 0) {
      throw site.wrong(4, "steps other than 0", 0);
    }
    return Optional.of(Range.of(start.get(), end.get(), step.get(), extent));
  }

  private static Optional<Long> number(Site site, int input, int index) {
    return site.required(input)
        .content()
        .filter(content -> index < content.entries().size())
        .map(content -> content.entries().get(index))
        .filter(Entry.Int.class::isInstance)
        .map(entry -> ((Entry.Int) entry).value());
  }

  private static Dim taken(Site site, int index, Dim dim) {
    if (dim instanceof Dim.Known(long extent)) {
      return range(site, index, extent).map(range -> Dim.of(range.count())).orElse(Dims.UNKNOWN);
    }
    boolean all =
        number(site, 1, index).orElse(-1L) == 0
            && number(site, 2, index).orElse(0L) >= Integer.MAX_VALUE
            && (!site.has(4) || number(site, 4, index).orElse(0L) == 1);
    return all ? dim : Dims.UNKNOWN;
  }
}
