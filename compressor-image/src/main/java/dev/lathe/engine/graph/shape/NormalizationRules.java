package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Normalizations of [N, C, ...]. */
final class NormalizationRules {
  private NormalizationRules() {}

  /** Further outputs, when training, are of the extent of the channels. */
  static List<Fact> batch(Site site) {
    Fact data = site.required(0);
    Optional<Dim> channels = data.dims().filter(dims -> dims.size() > 1).map(dims -> dims.get(1));
    List<Fact> outputs = new ArrayList<>();
    outputs.add(Fact.of(data.type(), data.dims()));
    Fact statistic = Fact.unknown();
    for (int i = 1; i <= 4; i++) {
      Optional<List<Dim>> dims = site.dimsOfRank(i, 1);
      if (dims.isPresent() && channels.isPresent()) {
        site.requireSame(i, "extent of the channels,", channels.get(), dims.get().getFirst());
      }
      statistic = Fact.of(site.type(i), channels.map(List::of).or(() -> dims));
    }
    for (int i = 1; i < site.node().outputs().size(); i++) {
      outputs.add(statistic);
    }
    return outputs;
  }

  /** Scale and shift are per channel. */
  static List<Fact> instance(Site site) {
    Fact data = site.required(0);
    for (int i = 1; i <= 2; i++) {
      Optional<List<Dim>> dims = site.dimsOfRank(i, 1);
      if (dims.isPresent() && data.dims().filter(d -> d.size() > 1).isPresent()) {
        site.requireSame(
            i, "extent of the channels,", data.dims().get().get(1), dims.get().getFirst());
      }
    }
    return List.of(Fact.of(data.type(), data.dims()));
  }

  /** Mean and inverse deviation have extent 1 from the normalized axis on. */
  static List<Fact> layer(Site site) {
    Fact data = site.required(0);
    Optional<DType> statisticType =
        site.typeAttribute("stash_type").or(() -> Optional.of(DType.FLOAT));
    if (data.dims().isEmpty()) {
      Fact statistic = Fact.of(statisticType, Optional.empty());
      return List.of(Fact.of(data.type(), data.dims()), statistic, statistic);
    }
    List<Dim> dims = data.dims().get();
    int axis = site.axis(site.intAttribute("axis", -1), dims.size());
    requireBroadcastable(site, dims);
    List<Dim> reduced = new ArrayList<>(dims.subList(0, axis));
    while (reduced.size() < dims.size()) {
      reduced.add(Dim.of(1));
    }
    Fact statistic = Fact.of(statisticType, Optional.of(reduced));
    return List.of(Fact.of(data.type(), data.dims()), statistic, statistic);
  }

  private static void requireBroadcastable(Site site, List<Dim> data) {
    for (int i = 1; i <= 2; i++) {
      Optional<List<Dim>> scale = site.dims(i);
      if (scale.isPresent()
          && (scale.get().size() > data.size() || Dims.broadcast(data, scale.get()).isEmpty())) {
        throw site.wrong(i, "a shape that broadcasts to " + data, scale.get());
      }
    }
  }
}
