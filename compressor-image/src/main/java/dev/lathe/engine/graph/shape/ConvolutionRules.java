package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Convolutions: data [N, C, spatial...], weights [M, C / group, kernel...]. */
final class ConvolutionRules {
  private ConvolutionRules() {}

  static List<Fact> conv(Site site) {
    Optional<List<Dim>> dims = convolved(site, 0, 1);
    requireBias(site, 1, 0);
    return List.of(Fact.of(site.type(0).or(() -> site.type(1)), dims));
  }

  static List<Fact> convInteger(Site site) {
    return List.of(Fact.of(Optional.of(DType.INT32), convolved(site, 0, 1)));
  }

  /** The result is of the type of its zero point, input 7. */
  static List<Fact> quantizedConv(Site site) {
    return List.of(Fact.of(site.required(7).type(), convolved(site, 0, 3)));
  }

  static List<Fact> deformable(Site site) {
    return List.of(Fact.of(site.type(0).or(() -> site.type(1)), convolved(site, 0, 1)));
  }

  private static Optional<List<Dim>> convolved(Site site, int dataInput, int weightInput) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(dataInput, 3);
    Optional<List<Dim>> weight =
        data.isPresent()
            ? site.dimsOfRank(weightInput, data.get().size())
            : site.dimsOfRankFrom(weightInput, 3);
    if (data.isEmpty()) {
      return weight.map(w -> Dims.with(Dims.unknown(w.size()), 1, w.getFirst()));
    }
    List<Dim> spatial = data.get().subList(2, data.get().size());
    if (weight.isEmpty() && Window.kernel(site).isEmpty()) {
      return Optional.of(Dims.with(Dims.unknown(data.get().size()), 0, data.get().getFirst()));
    }
    List<Dim> kernel = weight.map(w -> w.subList(2, w.size())).orElse(Dims.unknown(spatial.size()));
    weight.ifPresent(w -> requireChannels(site, weightInput, data.get().get(1), w));
    List<Dim> result = new ArrayList<>();
    result.add(data.get().getFirst());
    result.add(weight.map(List::getFirst).orElse(Dims.UNKNOWN));
    result.addAll(Window.of(site, kernel).slideOver(site, spatial, false));
    return Optional.of(result);
  }

  private static void requireChannels(Site site, int weightInput, Dim channels, List<Dim> weight) {
    long group = group(site);
    if (channels instanceof Dim.Known(long extent)) {
      if (extent % group != 0) {
        throw site.wrong(0, "channels in " + group + " equal groups", extent);
      }
      site.requireSame(
          weightInput, "input channels per group of", Dim.of(extent / group), weight.get(1));
    }
    if (weight.getFirst() instanceof Dim.Known(long filters) && filters % group != 0) {
      throw site.wrong(weightInput, "output channels in " + group + " equal groups", filters);
    }
  }

  private static long group(Site site) {
    long group = site.intAttribute("group", 1);
    if (group < 1) {
      throw site.wrong("attribute 'group'", "1 or more", group);
    }
    return group;
  }

  private static void requireBias(Site site, int weightInput, int channelAxis) {
    if (site.has(2) && site.dims(weightInput).isPresent()) {
      site.dimsOfRank(2, 1)
          .ifPresent(bias ->
              site.requireSame(
                  2,
                  "output channels of",
                  site.dims(weightInput).get().get(channelAxis),
                  bias.getFirst()));
    }
  }

  /** Weights are [C, M / group, kernel...]. */
  static List<Fact> transposed(Site site) {
    Optional<List<Dim>> data = site.dimsOfRankFrom(0, 3);
    Optional<DType> type = site.type(0).or(() -> site.type(1));
    if (data.isEmpty()) {
      site.dimsOfRankFrom(1, 3);
      return List.of(Fact.of(type, Optional.empty()));
    }
    int rank = data.get().size();
    Optional<List<Dim>> weight = site.dimsOfRank(1, rank);
    List<Dim> spatial = data.get().subList(2, rank);
    List<Dim> kernel = weight.map(w -> w.subList(2, rank)).orElse(Dims.unknown(rank - 2));
    weight.ifPresent(
        w -> site.requireSame(1, "input channels of", data.get().get(1), w.getFirst()));
    long group = group(site);
    List<Dim> result = new ArrayList<>();
    result.add(data.get().getFirst());
    result.add(weight.map(w -> Dims.times(w.get(1), Dim.of(group))).orElse(Dims.UNKNOWN));
    result.addAll(spread(site, Window.of(site, kernel), spatial));
    return List.of(Fact.of(type, Optional.of(result)));
  }

  private static List<Dim> spread(Site site, Window window, List<Dim> spatial) {
    Optional<List<Long>> wanted = site.intsAttribute("output_shape");
    if (wanted.isPresent() && wanted.get().stream().allMatch(extent -> extent >= 0)) {
      int axes = wanted.get().size();
      if (axes < spatial.size()) {
        throw site.wrong("attribute 'output_shape'", spatial.size() + " numbers", axes);
      }
      return wanted.get().subList(axes - spatial.size(), axes).stream().map(Dim::of).toList();
    }
    List<Long> outputPadding =
        site.intsAttribute("output_padding").orElse(Collections.nCopies(spatial.size(), 0L));
    if (outputPadding.size() != spatial.size()) {
      throw site.wrong(
          "attribute 'output_padding'", spatial.size() + " numbers", outputPadding.size());
    }
    return window.spread(site, spatial, outputPadding);
  }
}
