package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A model after rewrites.
 *
 * @param changes how often each rewrite was applied, by name, in the order of the rules; those that
 *     never were are left out
 * @param refusals what the rules would have liked to do at last, and why they could not
 */
public record Rewritten(
    Model model, SequencedMap<String, Integer> changes, List<Rewrite.Refusal> refusals) {
  public Rewritten {
    changes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(changes));
    refusals = List.copyOf(refusals);
  }
}
