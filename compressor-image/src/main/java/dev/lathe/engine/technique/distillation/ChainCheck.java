package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Checks that runs of nodes are blocks of a chain: any of them can be left out. */
final class ChainCheck {
  private final GraphIndex index;
  private final Signatures signatures;
  private final Graph typed;

  /**
   * @param typed the graph with the types of its values, as far as they are known
   */
  ChainCheck(Graph graph, Signatures signatures, Graph typed) {
    index = new GraphIndex(graph);
    this.signatures = signatures;
    this.typed = typed;
  }

  /** Where a node of a block finds an input. */
  private sealed interface Origin {
    /** An initializer or constant, of each block its own or not. */
    record Fixed() implements Origin {}

    /** An omitted input. */
    record Omitted() implements Origin {}

    /** What a node of the same block gives. */
    record Inside(int node, int output) implements Origin {}

    /** What a node of the block before gives. */
    record Before(int node, int output) implements Origin {}

    /** A value from elsewhere, the same for all blocks. */
    record Shared(String name) implements Origin {}
  }

  private record Slot(int node, int output) {}

  /** Returns the chain; empty if the blocks are not alike, or more hangs on them. */
  Optional<Chain> chain(List<List<Node>> blocks) {
    if (blocks.getFirst().stream().noneMatch(signatures::hasWeights)
        || blocks.getFirst().stream().anyMatch(node -> !node.bodies().isEmpty())) {
      return Optional.empty();
    }
    List<Map<String, Slot>> written = blocks.stream().map(ChainCheck::written).toList();
    List<List<Origin>> second = origins(blocks.get(1), written.get(1), written.get(0));
    for (int block = 2; block < blocks.size(); block++) {
      if (!origins(blocks.get(block), written.get(block), written.get(block - 1)).equals(second)) {
        return Optional.empty();
      }
    }
    Optional<SequencedMap<Slot, String>> entry = entry(blocks.getFirst(), written.get(0), second);
    if (entry.isEmpty() || entry.get().isEmpty()) {
      return Optional.empty();
    }
    List<Slot> slots = List.copyOf(entry.get().keySet());
    for (int block = 0; block < blocks.size(); block++) {
      Set<Node> readers = new HashSet<>(blocks.get(block));
      boolean last = block == blocks.size() - 1;
      if (!last) {
        readers.addAll(blocks.get(block + 1));
      }
      if (!isContained(blocks.get(block), slots, readers, last)) {
        return Optional.empty();
      }
    }
    List<String> into = List.copyOf(entry.get().values());
    List<List<String>> out = blocks.stream().map(block -> exits(block, slots)).toList();
    return out.stream().allMatch(values -> keepShapes(into, values))
        ? Optional.of(new Chain(blocks, into, out))
        : Optional.empty();
  }

  /** Without a block that shortens a sequence what follows would get a longer one. */
  private boolean keepShapes(List<String> into, List<String> out) {
    for (int i = 0; i < into.size(); i++) {
      if (!canBeOneShape(dims(into.get(i)), dims(out.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean canBeOneShape(Optional<List<Dim>> a, Optional<List<Dim>> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return true;
    }
    boolean fits = a.get().size() == b.get().size();
    for (int axis = 0; fits && axis < a.get().size(); axis++) {
      fits =
          !(a.get().get(axis) instanceof Dim.Known one
              && b.get().get(axis) instanceof Dim.Known other
              && one.extent() != other.extent());
    }
    return fits;
  }

  private Optional<List<Dim>> dims(String value) {
    return typed
        .declaredType(value)
        .flatMap(type -> type instanceof TensorType tensor ? tensor.shape() : Optional.empty());
  }

  private static Map<String, Slot> written(List<Node> block) {
    Map<String, Slot> slots = new HashMap<>();
    for (int node = 0; node < block.size(); node++) {
      for (int output = 0; output < block.get(node).outputs().size(); output++) {
        slots.put(block.get(node).outputs().get(output), new Slot(node, output));
      }
    }
    slots.remove("");
    return slots;
  }

  private List<List<Origin>> origins(
      List<Node> block, Map<String, Slot> own, Map<String, Slot> before) {
    List<List<Origin>> origins = new ArrayList<>();
    for (Node node : block) {
      origins.add(node.inputs().stream().map(input -> origin(input, own, before)).toList());
    }
    return origins;
  }

  private Origin origin(String input, Map<String, Slot> own, Map<String, Slot> before) {
    if (input.isEmpty()) {
      return new Origin.Omitted();
    }
    if (signatures.isConstant(input)) {
      return new Origin.Fixed();
    }
    Slot inside = own.get(input);
    Slot earlier = before.get(input);
    return inside != null
        ? new Origin.Inside(inside.node(), inside.output())
        : earlier != null
            ? new Origin.Before(earlier.node(), earlier.output())
            : new Origin.Shared(input);
  }

  /** Returns what the first block reads for what the others take from the one before. */
  private Optional<SequencedMap<Slot, String>> entry(
      List<Node> first, Map<String, Slot> own, List<List<Origin>> second) {
    SequencedMap<Slot, String> entry = new LinkedHashMap<>();
    for (int node = 0; node < first.size(); node++) {
      List<String> inputs = first.get(node).inputs();
      for (int i = 0; i < inputs.size(); i++) {
        Origin expected = second.get(node).get(i);
        Origin found = origin(inputs.get(i), own, Map.of());
        if (expected instanceof Origin.Before(int from, int output)) {
          String known = entry.putIfAbsent(new Slot(from, output), inputs.get(i));
          if (!(found instanceof Origin.Shared)
              || (known != null && !known.equals(inputs.get(i)))) {
            return Optional.empty();
          }
        } else if (!expected.equals(found)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(entry);
  }

  /** Whether only what goes to the next block, and of the last block to the rest, is read. */
  private boolean isContained(List<Node> block, List<Slot> slots, Set<Node> readers, boolean last) {
    for (int node = 0; node < block.size(); node++) {
      for (int output = 0; output < block.get(node).outputs().size(); output++) {
        String value = block.get(node).outputs().get(output);
        boolean handedOn = slots.contains(new Slot(node, output));
        boolean free = last && handedOn;
        if (!free && (index.isOutput(value) || !readers.containsAll(index.consumers(value)))) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<String> exits(List<Node> block, List<Slot> slots) {
    return slots.stream().map(slot -> block.get(slot.node()).outputs().get(slot.output())).toList();
  }
}
