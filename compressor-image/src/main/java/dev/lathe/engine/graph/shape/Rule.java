package dev.lathe.engine.graph.shape;

import java.util.List;

/**
 * Says what the outputs of an operator are, given what its inputs are.
 *
 * <p>A rule returns one fact per output it knows of; further outputs are unknown. It takes inputs
 * that are unknown for granted and refuses only what is wrong in every run, by the exceptions of
 * {@link Site}.
 */
interface Rule {
  List<Fact> infer(Site site);
}
