package dev.lathe.engine.graph.shape;

import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The elements of {@code Range}: start, start + step and so on, below the limit. */
final class RangeEvaluation {
  private RangeEvaluation() {}

  /** Returns the elements, if start and step are integers known now and there are few. */
  static Optional<List<Entry>> entries(Site site) {
    Optional<Long> count = length(site).filter(n -> n <= Content.LIMIT);
    Optional<List<Long>> start = site.integers(0);
    Optional<List<Long>> step = site.integers(2);
    if (count.isEmpty() || start.isEmpty() || step.isEmpty()) {
      return Optional.empty();
    }
    DType type = site.type(0).orElse(DType.INT64);
    List<Entry> entries = new ArrayList<>();
    for (long i = 0; i < count.get(); i++) {
      long value = start.get().getFirst() + i * step.get().getFirst();
      entries.add(Entry.of(Arithmetic.wrapped(type, value)));
    }
    return Optional.of(entries);
  }

  /** Returns how many elements there are, if all three numbers are known now. */
  static Optional<Long> length(Site site) {
    double[] numbers = new double[3];
    for (int i = 0; i < 3; i++) {
      Optional<Entry> entry =
          site.required(i)
              .content()
              .filter(content -> content.entries().size() == 1)
              .map(content -> content.entries().getFirst());
      if (entry.isEmpty() || !entry.get().isNumber()) {
        return Optional.empty();
      }
      numbers[i] =
          entry.get() instanceof Entry.Int(long value) ? value : ((Entry.Real) entry.get()).value();
    }
    double count = Math.ceil((numbers[1] - numbers[0]) / numbers[2]);
    return numbers[2] != 0 && count < 0x1p53
        ? Optional.of((long) Math.max(0, count))
        : Optional.empty();
  }
}
