package dev.lathe.engine.graph.shape;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Contents of reductions of integers; those of floats depend on the order of a runtime's sums. */
final class ReductionEvaluation {
  private ReductionEvaluation() {}

  static Evaluation folding(Arithmetic.Operation operation) {
    return (site, output) -> reduce(site, output, operation);
  }

  private static Optional<Content> reduce(
      Site site, Evaluation.Output output, Arithmetic.Operation operation) {
    Optional<Content> data = site.input(0).content();
    if (data.isEmpty() || output.type().isFloatingPoint() || output.type() == DType.BOOL) {
      return Optional.empty();
    }
    Shape from = data.get().shape();
    Optional<Set<Integer>> axes = ReductionRules.axes(site, from.rank());
    if (axes.isEmpty() || data.get().entries().isEmpty()) {
      return Optional.empty();
    }
    Shape kept = from;
    for (int axis : axes.get()) {
      kept = kept.withDim(axis, 1);
    }
    List<@Nullable Entry> result =
        new ArrayList<>(Collections.nCopies((int) kept.elementCount(), (Entry) null));
    for (int i = 0; i < data.get().entries().size(); i++) {
      int[] at = Grid.coordinates(from, i);
      axes.get().forEach(axis -> at[axis] = 0);
      int to = Grid.position(kept, at);
      Entry before = result.get(to);
      Entry next = data.get().entries().get(i);
      result.set(to, before == null ? next : operation.apply(output.type(), before, next));
    }
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : result) {
      entries.add(entry == null ? Entry.UNKNOWN : entry);
    }
    return Optional.of(new Content(output.type(), output.shape(), entries));
  }
}
