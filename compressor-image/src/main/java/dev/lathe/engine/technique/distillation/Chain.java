package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Node;
import java.util.List;

/**
 * Blocks of a graph that compute the same with other weights, each from what the one before gives.
 *
 * @param blocks the nodes of each, those of the same place alike
 * @param entry what the first block reads where the others read what the one before gives
 * @param exits what each block gives to the next, in the order of {@code entry}
 */
record Chain(List<List<Node>> blocks, List<String> entry, List<List<String>> exits) {
  Chain {
    blocks = blocks.stream().map(List::copyOf).toList();
    entry = List.copyOf(entry);
    exits = exits.stream().map(List::copyOf).toList();
  }

  int nodes() {
    return blocks.size() * blocks.getFirst().size();
  }
}
