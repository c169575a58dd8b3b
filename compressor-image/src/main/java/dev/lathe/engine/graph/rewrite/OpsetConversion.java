package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Node;
import java.util.Optional;

/**
 * What it takes to write a node as a newer operator set wants it.
 *
 * <p>Returns empty if it is done, else why the node cannot be converted, as a clause.
 */
interface OpsetConversion {
  Optional<String> convert(Node node, GraphUpgrade graph);
}
