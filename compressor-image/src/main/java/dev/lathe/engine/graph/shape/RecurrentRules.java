package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.List;
import java.util.Optional;

/**
 * Recurrent networks: X [T, B, in], W [D, gates·H, in], R [D, gates·H, H], where D is 2 if both
 * directions are run.
 */
final class RecurrentRules {
  private RecurrentRules() {}

  static List<Fact> gru(Site site) {
    return outputs(site, 3);
  }

  static List<Fact> lstm(Site site) {
    return outputs(site, 4);
  }

  static List<Fact> rnn(Site site) {
    return outputs(site, 1);
  }

  /** Y [T, D, B, H] and the last states [D, B, H]; with {@code layout} 1 the batch comes first. */
  private static List<Fact> outputs(Site site, int gates) {
    Optional<List<Dim>> x = site.dimsOfRank(0, 3);
    Optional<List<Dim>> w = site.dimsOfRank(1, 3);
    Optional<List<Dim>> r = site.dimsOfRank(2, 3);
    Dim directions =
        Dim.of(site.stringAttribute("direction", "forward").equals("bidirectional") ? 2 : 1);
    Dim hidden = hidden(site, r);
    if (x.isPresent() && w.isPresent()) {
      site.requireSame(1, "input extent", x.get().get(2), w.get().get(2));
    }
    if (w.isPresent()) {
      site.requireSame(1, "directions", directions, w.get().getFirst());
      site.requireSame(1, "rows of all gates,", Dims.times(hidden, Dim.of(gates)), w.get().get(1));
    }
    if (r.isPresent()) {
      site.requireSame(2, "hidden extent", hidden, r.get().get(2));
    }
    boolean batchFirst = site.intAttribute("layout", 0) != 0;
    Dim steps = x.map(dims -> dims.get(batchFirst ? 1 : 0)).orElse(Dims.UNKNOWN);
    Dim batch = x.map(dims -> dims.get(batchFirst ? 0 : 1)).orElse(Dims.UNKNOWN);
    List<Dim> all =
        batchFirst
            ? List.of(batch, steps, directions, hidden)
            : List.of(steps, directions, batch, hidden);
    List<Dim> last =
        batchFirst ? List.of(batch, directions, hidden) : List.of(directions, batch, hidden);
    Fact state = Fact.of(site.type(0), Optional.of(last));
    return List.of(Fact.of(site.type(0), Optional.of(all)), state, state);
  }

  private static Dim hidden(Site site, Optional<List<Dim>> r) {
    long declared = site.intAttribute("hidden_size", -1);
    return declared > 0 ? Dim.of(declared) : r.map(List::getLast).orElse(Dims.UNKNOWN);
  }
}
