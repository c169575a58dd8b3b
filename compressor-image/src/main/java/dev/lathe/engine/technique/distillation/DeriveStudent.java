package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.rewrite.RemoveDeadNodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes a student of a teacher by leaving repeated blocks out. What stays keeps its weights and its
 * names.
 *
 * <p>Source: Sanh et al., "DistilBERT, a distilled version of BERT", 2019, section 3
 * (arXiv:1910.01108), which takes one layer out of two; here blocks are found in the graph alone.
 */
public final class DeriveStudent {
  private DeriveStudent() {}

  /**
   * A student.
   *
   * @param blocks how many the teacher has
   * @param kept the numbers of those that stay, from 0
   */
  public record Derived(Model model, int blocks, List<Integer> kept) {
    public Derived {
      kept = List.copyOf(kept);
    }
  }

  /**
   * Keeps the first of every {@code every} blocks, in each chain of equal blocks anew.
   *
   * @param every at least 2
   * @param field of the manifest, for messages, as in {@code spec.recipe[0].distill.student.derive}
   * @throws EngineException UNSUPPORTED_MODEL if the model has no repeated blocks; INVALID_MANIFEST
   *     if none would go
   */
  public static Derived keepEvery(Model teacher, int every, String field) {
    List<Chain> chains = chains(teacher, field);
    TreeSet<Integer> kept = new TreeSet<>();
    int first = 0;
    for (Chain chain : chains) {
      for (int block = 0; block < chain.blocks().size(); block += Math.max(1, every)) {
        kept.add(first + block);
      }
      first += chain.blocks().size();
    }
    if (kept.size() == first) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s.keepEvery: at least 2 expected, found %d".formatted(field, every));
    }
    return derive(teacher, chains, kept);
  }

  /**
   * Keeps some blocks.
   *
   * @param blocks their numbers, from 0, counted through all chains of equal blocks
   * @throws EngineException as {@link #keepEvery}; INVALID_MANIFEST if there is no such block, or
   *     none is named
   */
  public static Derived keepBlocks(Model teacher, List<Integer> blocks, String field) {
    List<Chain> chains = chains(teacher, field);
    int found = chains.stream().mapToInt(chain -> chain.blocks().size()).sum();
    for (int block : blocks) {
      if (block < 0 || block >= found) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "%s.keepBlocks: the model has blocks 0 to %d, found %d"
                .formatted(field, found - 1, block));
      }
    }
    TreeSet<Integer> kept = new TreeSet<>(blocks);
    if (kept.isEmpty() || kept.size() == found) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s.keepBlocks: some of the %d blocks expected, found %s"
              .formatted(field, found, blocks));
    }
    return derive(teacher, chains, kept);
  }

  private static List<Chain> chains(Model teacher, String field) {
    List<Chain> chains = RepeatedBlocks.of(teacher);
    if (chains.isEmpty()) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          field
              + ": the model has no blocks that repeat one behind the other, give a student by"
              + " 'model' instead");
    }
    return chains;
  }

  private static Derived derive(Model teacher, List<Chain> chains, SequencedSet<Integer> kept) {
    GraphEditor editor = teacher.graph().edit();
    Map<String, String> instead = new HashMap<>();
    int first = 0;
    for (Chain chain : chains) {
      List<String> at = chain.entry();
      for (int block = 0; block < chain.blocks().size(); block++) {
        List<String> exits = chain.exits().get(block);
        if (kept.contains(first + block)) {
          at = exits;
        } else {
          chain.blocks().get(block).forEach(editor::remove);
          for (int i = 0; i < exits.size(); i++) {
            instead.put(exits.get(i), at.get(i));
          }
        }
      }
      first += chain.blocks().size();
    }
    Model shorter = teacher.withGraph(rewired(teacher, editor, instead).toGraph());
    return new Derived(new RemoveDeadNodes().apply(shorter).model(), first, new ArrayList<>(kept));
  }

  /** Lets readers of what is gone read what came before it; outputs keep their names. */
  private static GraphEditor rewired(
      Model teacher, GraphEditor editor, Map<String, String> instead) {
    instead.forEach((gone, value) -> editor.redirect(gone, resolved(value, instead)));
    for (Value output : teacher.graph().outputs()) {
      if (instead.containsKey(output.name())) {
        writeAs(output.name(), resolved(output.name(), instead), teacher, editor);
      }
    }
    return editor;
  }

  private static void writeAs(String output, String value, Model teacher, GraphEditor editor) {
    Optional<Node> producer = editor.producer(value);
    boolean isOutput =
        teacher.graph().outputs().stream().anyMatch(other -> other.name().equals(value));
    if (producer.isEmpty() || isOutput) {
      editor.add(Node.of("Identity", output, List.of(value), List.of(output)));
      return;
    }
    List<String> outputs =
        producer.get().outputs().stream().map(o -> o.equals(value) ? output : o).toList();
    editor.replace(producer.get(), producer.get().withOutputs(outputs));
    editor.redirect(value, output);
  }

  private static String resolved(String value, Map<String, String> instead) {
    String at = value;
    while (instead.containsKey(at)) {
      at = instead.get(at);
    }
    return at;
  }

  /** Returns how many repeated blocks a model has, chain by chain: none if there are none. */
  public static List<Integer> blocks(Model model) {
    return RepeatedBlocks.of(model).stream()
        .map(chain -> chain.blocks().size())
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
