package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.shape.ShapeInference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds, in the graph alone, blocks that follow each other and compute the same with other weights:
 * the layers of a transformer, the equal blocks of a residual network's stages.
 *
 * <p>Exporters write the nodes of such blocks one behind the other in the same order, so blocks are
 * runs of the node list that repeat; what the list suggests is then checked value by value.
 */
final class RepeatedBlocks {
  private final List<Node> order;
  private final int[] signatures;
  private final ChainCheck check;

  private RepeatedBlocks(Model model) {
    Graph graph = model.graph();
    Signatures nodes = new Signatures(graph);
    order = graph.nodes().stream().filter(node -> !node.is("Constant")).toList();
    signatures = order.stream().mapToInt(nodes::of).toArray();
    check = new ChainCheck(graph, nodes, ShapeInference.infer(model).graph());
  }

  /** Where a chain may stand: {@code count} runs of {@code period} nodes from {@code start} on. */
  private record Candidate(int start, int period, int count) {
    int end() {
      return start + count * period;
    }
  }

  /**
   * Returns the chains of a model's graph in its order. None shares a node with another: where they
   * would, that of more blocks counts, so that blocks are as small as can be.
   */
  static List<Chain> of(Model model) {
    return new RepeatedBlocks(model).find();
  }

  private List<Chain> find() {
    List<Candidate> candidates = candidates();
    candidates.sort(
        Comparator.comparingInt(Candidate::count)
            .thenComparingInt(Candidate::period)
            .reversed()
            .thenComparingInt(Candidate::start));
    boolean[] taken = new boolean[order.size()];
    List<Integer> starts = new ArrayList<>();
    List<Chain> chains = new ArrayList<>();
    for (int i = 0; i < candidates.size(); ) {
      int same = i;
      Optional<Candidate> best = Optional.empty();
      Optional<Chain> found = Optional.empty();
      // of the ways to cut the same run, the one with the fewest values between blocks; of those
      // the last: a normalization behind a sum belongs to what came before it
      while (same < candidates.size() && isCutOfSame(candidates.get(i), candidates.get(same))) {
        Candidate candidate = candidates.get(same++);
        Optional<Chain> chain = isFree(candidate, taken) ? chain(candidate) : Optional.empty();
        if (chain.isPresent()
            && (found.isEmpty() || chain.get().entry().size() <= found.get().entry().size())) {
          found = chain;
          best = Optional.of(candidate);
        }
      }
      i = same;
      if (best.isPresent()) {
        java.util.Arrays.fill(taken, best.get().start(), best.get().end(), true);
        starts.add(best.get().start());
        chains.add(found.orElseThrow());
      }
    }
    List<Integer> places =
        new ArrayList<>(java.util.stream.IntStream.range(0, starts.size()).boxed().toList());
    places.sort(Comparator.comparing(starts::get));
    return places.stream().map(chains::get).toList();
  }

  private static boolean isCutOfSame(Candidate a, Candidate b) {
    return a.period() == b.period()
        && a.count() == b.count()
        && Math.abs(a.start() - b.start()) < a.period();
  }

  private static boolean isFree(Candidate candidate, boolean[] taken) {
    for (int i = candidate.start(); i < candidate.end(); i++) {
      if (taken[i]) {
        return false;
      }
    }
    return true;
  }

  private List<Candidate> candidates() {
    List<Candidate> found = new ArrayList<>();
    int nodes = order.size();
    for (int period = 1; period <= nodes / 2; period++) {
      int start = 0;
      while (start + period < nodes) {
        int length = 0;
        while (start + period + length < nodes
            && signatures[start + length] == signatures[start + period + length]) {
          length++;
        }
        cuts(start, period, length, found);
        start += length + 1;
      }
    }
    return found;
  }

  /** A run of equal signatures at a distance can be cut into blocks at several places. */
  private static void cuts(int start, int period, int length, List<Candidate> into) {
    for (int offset = 0; offset < period && length - offset >= period; offset++) {
      into.add(new Candidate(start + offset, period, (length - offset) / period + 1));
    }
  }

  private Optional<Chain> chain(Candidate candidate) {
    List<List<Node>> blocks = new ArrayList<>();
    for (int block = 0; block < candidate.count(); block++) {
      int from = candidate.start() + block * candidate.period();
      blocks.add(order.subList(from, from + candidate.period()));
    }
    return check.chain(blocks);
  }
}
