package dev.lathe.engine.execute.fuse;

import dev.lathe.engine.graph.Node;
import java.util.Optional;

/** Finds what one kernel computes, from the last of its nodes. */
interface Fusion {
  /** Returns the node that computes the same as {@code last} and those before it. */
  Optional<Node> apply(Node last, Surroundings around);
}
