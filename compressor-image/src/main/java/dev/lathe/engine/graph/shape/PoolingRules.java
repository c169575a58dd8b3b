package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Pools over the spatial axes of [N, C, spatial...], and regions cut out of them. */
final class PoolingRules {
  private PoolingRules() {}

  /** The second output, of {@code MaxPool} alone, tells where each maximum stands. */
  static List<Fact> pool(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 3);
    List<Dim> kernel = requiredKernel(site);
    Window window = Window.of(site, kernel);
    boolean roundUp = site.intAttribute("ceil_mode", 0) != 0;
    Optional<List<Dim>> pooled =
        data.map(dims -> {
          List<Dim> result = new ArrayList<>(dims.subList(0, 2));
          result.addAll(window.slideOver(site, dims.subList(2, dims.size()), roundUp));
          return result;
        });
    return List.of(Fact.of(site.type(0), pooled), Fact.of(Optional.of(DType.INT64), pooled));
  }

  private static List<Dim> requiredKernel(Site site) {
    return Window.kernel(site)
        .orElseThrow(() -> site.wrong("attribute 'kernel_shape'", "a value", "none"));
  }

  static List<Fact> global(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 3);
    return List.of(
        Fact.of(
            site.type(0),
            data.map(dims -> {
              List<Dim> result = new ArrayList<>(dims.subList(0, 2));
              result.addAll(Collections.nCopies(dims.size() - 2, Dim.of(1)));
              return result;
            })));
  }

  static List<Fact> unpool(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 3);
    if (site.has(2)) {
      return List.of(Fact.of(site.type(0), site.input(2).content().map(Content::toDims)));
    }
    List<Dim> kernel = requiredKernel(site);
    Window window = Window.of(site, kernel);
    List<Long> noPadding = Collections.nCopies(kernel.size(), 0L);
    return List.of(
        Fact.of(
            site.type(0),
            data.map(dims -> {
              List<Dim> result = new ArrayList<>(dims.subList(0, 2));
              result.addAll(window.spread(site, dims.subList(2, dims.size()), noPadding));
              return result;
            })));
  }

  /** Data [N, C, H, W] and regions [R, ...] give [R, C, height, width]. */
  static List<Fact> regionAlign(Site site) {
    Dim height = nonNegative(site, site.intAttribute("output_height", 1));
    Dim width = nonNegative(site, site.intAttribute("output_width", 1));
    return List.of(regions(site, List.of(height, width)));
  }

  static List<Fact> regionMax(Site site) {
    List<Long> size = site.intsAttribute("pooled_shape").orElse(List.of());
    if (size.size() != 2) {
      throw site.wrong("attribute 'pooled_shape'", "2 numbers", size.size());
    }
    return List.of(regions(site, size.stream().map(extent -> nonNegative(site, extent)).toList()));
  }

  private static Fact regions(Site site, List<Dim> size) {
    Dim channels = site.dimsOfRank(0, 4).map(dims -> dims.get(1)).orElse(Dims.UNKNOWN);
    Dim count = site.dimsOfRank(1, 2).map(List::getFirst).orElse(Dims.UNKNOWN);
    return Fact.of(
        site.type(0), Optional.of(List.of(count, channels, size.getFirst(), size.getLast())));
  }

  private static Dim nonNegative(Site site, long extent) {
    if (extent < 0) {
      throw site.wrong("the size of a region", "0 or more", extent);
    }
    return Dim.of(extent);
  }
}
