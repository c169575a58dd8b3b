package dev.lathe.engine.graph.shape;

import dev.lathe.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Contents of outputs whose elements are those of the inputs, moved. */
final class MovementEvaluation {
  private MovementEvaluation() {}

  static Optional<Content> inOrder(Site site, Evaluation.Output output) {
    return site.input(0)
        .content()
        .filter(content -> content.entries().size() == output.shape().elementCount())
        .map(content -> content.reshape(output.shape()));
  }

  /** In training mode, which input 2 says, elements are dropped. */
  static Optional<Content> dropout(Site site, Evaluation.Output output) {
    boolean inference =
        !site.has(2) || site.integers(2).filter(mode -> mode.equals(List.of(0L))).isPresent();
    return output.index() == 0 && inference ? inOrder(site, output) : Optional.empty();
  }

  static Optional<Content> transpose(Site site, Evaluation.Output output) {
    return site.input(0)
        .content()
        .map(content -> {
          List<Integer> order = FormRules.permutation(site, content.shape().toList());
          return content.rearranged(
              output.shape(),
              i -> {
                int[] at = Grid.coordinates(output.shape(), i);
                int[] source = new int[at.length];
                for (int axis = 0; axis < at.length; axis++) {
                  source[order.get(axis)] = at[axis];
                }
                return Grid.position(content.shape(), source);
              });
        });
  }

  static Optional<Content> expand(Site site, Evaluation.Output output) {
    return site.input(0)
        .content()
        .map(content ->
            content.rearranged(
                output.shape(), i -> Grid.broadcastSource(content.shape(), output.shape(), i)));
  }

  static Optional<Content> tile(Site site, Evaluation.Output output) {
    return site.input(0)
        .content()
        .map(content ->
            content.rearranged(
                output.shape(),
                i -> {
                  int[] at = Grid.coordinates(output.shape(), i);
                  for (int axis = 0; axis < at.length; axis++) {
                    at[axis] %= (int) content.shape().dim(axis);
                  }
                  return Grid.position(content.shape(), at);
                }));
  }

  static Optional<Content> slice(Site site, Evaluation.Output output) {
    Optional<Content> data = site.input(0).content();
    if (data.isEmpty()) {
      return Optional.empty();
    }
    Shape from = data.get().shape();
    List<Integer> axes = Slicing.axes(site, from.rank()).orElseThrow();
    int[] first = new int[from.rank()];
    int[] step = new int[from.rank()];
    java.util.Arrays.fill(step, 1);
    for (int i = 0; i < axes.size(); i++) {
      Optional<Slicing.Range> range = Slicing.range(site, i, from.dim(axes.get(i)));
      if (range.isEmpty()) {
        return Optional.empty();
      }
      first[axes.get(i)] = (int) range.get().first();
      step[axes.get(i)] = (int) range.get().step();
    }
    return data.map(content ->
        content.rearranged(
            output.shape(),
            i -> {
              int[] at = Grid.coordinates(output.shape(), i);
              for (int axis = 0; axis < at.length; axis++) {
                at[axis] = first[axis] + step[axis] * at[axis];
              }
              return Grid.position(from, at);
            }));
  }

  static Optional<Content> gather(Site site, Evaluation.Output output) {
    Optional<Content> data = site.input(0).content();
    Optional<Content> indices = site.input(1).content();
    if (data.isEmpty() || indices.isEmpty() || indices.get().integers().isEmpty()) {
      return Optional.empty();
    }
    Shape from = data.get().shape();
    List<Long> picked = indices.get().integers().get();
    int axis = site.axis(site.intAttribute("axis", 0), from.rank());
    int inner = (int) from.product(axis + 1, from.rank());
    int extent = (int) from.dim(axis);
    return data.map(content ->
        content.rearranged(
            output.shape(),
            i -> {
              int outer = i / inner / picked.size();
              int index = Math.floorMod(picked.get(i / inner % picked.size()), extent);
              return (outer * extent + index) * inner + i % inner;
            }));
  }

  static Optional<Content> concat(Site site, Evaluation.Output output) {
    List<Content> parts = new ArrayList<>();
    for (Fact input : site.inputs()) {
      if (input.content().isEmpty()) {
        return Optional.empty();
      }
      parts.add(input.content().get());
    }
    int axis = site.axis(site.intAttribute("axis", 0), output.shape().rank());
    int outer = (int) output.shape().product(0, axis);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < outer; i++) {
      for (Content part : parts) {
        int run = part.entries().size() / outer;
        entries.addAll(part.entries().subList(i * run, (i + 1) * run));
      }
    }
    return Optional.of(new Content(output.type(), output.shape(), entries));
  }

  static Optional<Content> split(Site site, Evaluation.Output output) {
    Optional<Content> data = site.input(0).content();
    if (data.isEmpty()) {
      return Optional.empty();
    }
    Shape from = data.get().shape();
    int axis = site.axis(site.intAttribute("axis", 0), from.rank());
    List<Fact> parts = ExtentRules.split(site);
    long before = 0;
    for (Fact part : parts.subList(0, output.index())) {
      if (part.shape().isEmpty()) {
        return Optional.empty();
      }
      before += part.shape().get().dim(axis);
    }
    int offset = (int) before;
    return data.map(content ->
        content.rearranged(
            output.shape(),
            i -> {
              int[] at = Grid.coordinates(output.shape(), i);
              at[axis] += offset;
              return Grid.position(from, at);
            }));
  }
}
