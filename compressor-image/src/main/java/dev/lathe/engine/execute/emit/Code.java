package dev.lathe.engine.execute.emit;

import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Text of TorchScript in the making, line by line, each with the node it comes from. */
public final class Code {
  private final List<String> lines = new ArrayList<>();
  private final List<Optional<Node>> origins = new ArrayList<>();
  private final String indentation;
  private Optional<Node> origin = Optional.empty();

  private int depth;
  private int names;

  Code(String indentation) {
    this.indentation = indentation;
  }

  /** Adds a line. */
  public Code line(String text) {
    lines.add(indentation + "  ".repeat(depth) + text);
    origins.add(origin);
    return this;
  }

  /** Writes lines that belong to the last one, as the body of an {@code if}. */
  public Code indented(Runnable body) {
    depth++;
    body.run();
    depth--;
    return this;
  }

  /** Returns a name for a value that no other has. */
  public String freshName() {
    return "t" + names++;
  }

  /** Writes what a node becomes; lines added until it is done come from it. */
  void of(Node node, Runnable writing) {
    Optional<Node> around = origin;
    origin = Optional.of(node);
    writing.run();
    origin = around;
  }

  List<String> lines() {
    return lines;
  }

  List<Optional<Node>> origins() {
    return origins;
  }
}
