package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.List;
import java.util.Optional;

/** Attention of operator set 23: Q, K, V as [B, heads, S, H] or [B, S, heads·H]. */
final class AttentionRules {
  private AttentionRules() {}

  /** Y as Q with the head size of V; then the keys and values with the past before them. */
  static List<Fact> attention(Site site) {
    Optional<List<Dim>> q = site.required(0).dims();
    Optional<List<Dim>> k = site.required(1).dims();
    Optional<List<Dim>> v = site.required(2).dims();
    if (q.isEmpty() || k.isEmpty() || v.isEmpty()) {
      return List.of(Fact.of(site.type(0), q.map(dims -> Dims.unknown(dims.size()))));
    }
    for (int i = 0; i < 3; i++) {
      int rank = site.rank(i).getAsInt();
      if (rank != 3 && rank != 4) {
        throw site.wrong(i, "rank 3 or 4", rank);
      }
    }
    long queryHeads = site.intAttribute("q_num_heads", 0);
    long keyHeads = site.intAttribute("kv_num_heads", 0);
    List<Dim> query = split(q.get(), queryHeads);
    List<Dim> key = split(k.get(), keyHeads);
    List<Dim> value = split(v.get(), keyHeads);
    List<Dim> y =
        q.get().size() == 4
            ? Dims.with(query, 3, value.get(3))
            : List.of(query.getFirst(), query.get(2), Dims.times(query.get(1), value.get(3)));
    Dim past = site.dims(4).filter(d -> d.size() == 4).map(d -> d.get(2)).orElse(Dim.of(0));
    Dim total = site.has(4) && site.dims(4).isEmpty() ? Dims.UNKNOWN : Dims.plus(past, key.get(2));
    return List.of(
        Fact.of(site.type(0), Optional.of(y)),
        Fact.of(site.type(1), Optional.of(Dims.with(key, 2, total))),
        Fact.of(site.type(2), Optional.of(Dims.with(value, 2, total))),
        Fact.of(
            site.type(0),
            Optional.of(List.of(query.getFirst(), query.get(1), query.get(2), total))));
  }

  /** Returns [B, heads, S, H] for [B, S, heads·H]. */
  private static List<Dim> split(List<Dim> dims, long heads) {
    if (dims.size() == 4) {
      return dims;
    }
    Dim size = heads > 0 ? Dims.dividedBy(dims.get(2), heads) : Dims.UNKNOWN;
    Dim count = heads > 0 ? Dim.of(heads) : Dims.UNKNOWN;
    return List.of(dims.getFirst(), count, dims.get(1), size);
  }
}
