package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that pick elements. */
final class SelectionRules {
  private static final Optional<DType> INT64 = Optional.of(DType.INT64);

  private SelectionRules() {}

  static List<Fact> gather(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 1);
    Optional<List<Dim>> indices = site.required(1).dims();
    Optional<List<Dim>> result =
        data.flatMap(dims -> {
          int axis = site.axis(site.intAttribute("axis", 0), dims.size());
          requireInRange(site, dims.get(axis));
          return indices.map(i -> replaced(dims, axis, i));
        });
    return List.of(Fact.of(site.type(0), result));
  }

  private static void requireInRange(Site site, Dim dim) {
    if (dim instanceof Dim.Known(long extent)) {
      for (long index : site.integers(1).orElse(List.of())) {
        if (index < -extent || index >= extent) {
          throw site.wrong(1, "indices into an extent of " + extent, index);
        }
      }
    }
  }

  private static List<Dim> replaced(List<Dim> dims, int axis, List<Dim> by) {
    List<Dim> result = new ArrayList<>(dims.subList(0, axis));
    result.addAll(by);
    result.addAll(dims.subList(axis + 1, dims.size()));
    return result;
  }

  /** The indices are of the same rank as the data, and give the extents. */
  static List<Fact> gatherElements(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 1);
    Optional<List<Dim>> indices =
        data.isPresent() ? site.dimsOfRank(1, data.get().size()) : site.required(1).dims();
    return List.of(Fact.of(site.type(0), indices));
  }

  /** Indices [batch..., outer..., k] give [batch..., outer..., what k axes leave of the data]. */
  static List<Fact> gatherNd(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 1);
    Optional<List<Dim>> indices = site.dimsOfRankFrom(1, 1);
    long batch = site.intAttribute("batch_dims", 0);
    if (data.isEmpty()
        || indices.isEmpty()
        || !(indices.get().getLast() instanceof Dim.Known(long k))) {
      return List.of(Fact.of(site.type(0), Optional.empty()));
    }
    if (batch < 0 || k < 1 || batch + k > data.get().size()) {
      throw site.wrong(1, "a last extent in [1, " + (data.get().size() - batch) + "]", k);
    }
    List<Dim> result = new ArrayList<>(indices.get().subList(0, indices.get().size() - 1));
    result.addAll(data.get().subList((int) (batch + k), data.get().size()));
    return List.of(Fact.of(site.type(0), Optional.of(result)));
  }

  /** Data of which some elements are replaced. */
  static List<Fact> scatter(Site site) {
    site.required(1);
    site.required(2);
    return ElementwiseRules.sameAsFirst(site);
  }

  static List<Fact> compress(Site site) {
    Fact data = site.required(0);
    if (site.node().attribute("axis").isEmpty()) {
      return List.of(Fact.of(data.type(), Optional.of(Dims.unknown(1))));
    }
    return List.of(
        data.withDims(
            data.dims()
                .map(dims -> {
                  int axis = site.axis(site.intAttribute("axis", 0), dims.size());
                  return Dims.with(dims, axis, Dims.UNKNOWN);
                })));
  }

  /** [rank, how many]. A scalar has rank 1 here. */
  static List<Fact> nonZero(Site site) {
    Optional<Content> content = site.required(0).content();
    Dim count =
        content
            .filter(c -> c.entries().stream().allMatch(Entry::isNumber))
            .map(c -> Dim.of(c.entries().stream().filter(e -> !isZero(e)).count()))
            .orElse(Dims.UNKNOWN);
    Dim rank = site.dims(0).map(dims -> Dim.of(dims.size())).orElse(Dims.UNKNOWN);
    return List.of(Fact.of(INT64, Optional.of(List.of(rank, count))));
  }

  private static boolean isZero(Entry entry) {
    return entry.equals(Entry.of(0)) || (entry instanceof Entry.Real(double value) && value == 0);
  }

  /** Values, and where they first stand, where each element went, and how often each stood. */
  static List<Fact> unique(Site site) {
    Fact data = site.required(0);
    boolean byAxis = site.node().attribute("axis").isPresent();
    Optional<List<Dim>> values =
        byAxis
            ? data.dims()
                .map(dims ->
                    Dims.with(
                        dims, site.axis(site.intAttribute("axis", 0), dims.size()), Dims.UNKNOWN))
            : Optional.of(Dims.unknown(1));
    Fact vector = Fact.of(INT64, Optional.of(Dims.unknown(1)));
    return List.of(Fact.of(data.type(), values), vector, vector, vector);
  }

  /** One axis more, where a depth is known of that extent; of the type of the two values. */
  static List<Fact> oneHot(Site site) {
    Dim depth =
        site.required(1)
            .content()
            .filter(content -> content.entries().size() == 1)
            .map(content -> content.entries().getFirst().toDim())
            .orElse(Dims.UNKNOWN);
    Optional<List<Dim>> result =
        site.required(0)
            .dims()
            .map(indices -> {
              List<Dim> dims = new ArrayList<>(indices);
              dims.add(site.axis(site.intAttribute("axis", -1), dims.size() + 1), depth);
              return dims;
            });
    return List.of(Fact.of(site.required(2).type(), result));
  }

  /** Rows of batch, class and box. */
  static List<Fact> nonMaxSuppression(Site site) {
    return List.of(Fact.of(INT64, Optional.of(List.of(Dims.UNKNOWN, Dim.of(3)))));
  }

  /** Data [N, C, spatial...] at points [N, out..., axes] gives [N, C, out...]. */
  static List<Fact> gridSample(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 3);
    Optional<List<Dim>> grid =
        data.isPresent() ? site.dimsOfRank(1, data.get().size()) : site.dimsOfRankFrom(1, 3);
    return List.of(
        Fact.of(
            site.type(0),
            grid.map(points -> {
              List<Dim> result = new ArrayList<>();
              result.add(data.map(List::getFirst).orElse(points.getFirst()));
              result.add(data.map(dims -> dims.get(1)).orElse(Dims.UNKNOWN));
              result.addAll(points.subList(1, points.size() - 1));
              return result;
            })));
  }
}
