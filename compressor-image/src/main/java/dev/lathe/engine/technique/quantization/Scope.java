package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Node;
import dev.lathe.engine.train.Globs;
import java.util.List;

/**
 * Which nodes of a graph are quantized.
 *
 * @param operators types of operators, such as {@code Conv}; empty for all the mode can quantize
 * @param exclude globs over node names: {@code *} stands for any text, {@code ?} for one character
 * @param keepFloat whether layers that gain little from integers, or lose much, stay in floating
 *     point: depthwise convolutions where the target runs them no faster, and small convolutions to
 *     which the output is most sensitive; {@code ON} takes every target for such
 */
public record Scope(List<String> operators, List<String> exclude, Choice keepFloat) {
  public Scope {
    operators = List.copyOf(operators);
    exclude = List.copyOf(exclude);
  }

  public Scope(List<String> operators, List<String> exclude) {
    this(operators, exclude, Choice.AUTO);
  }

  public static Scope everything() {
    return new Scope(List.of(), List.of());
  }

  public static Scope of(String... operators) {
    return new Scope(List.of(operators), List.of());
  }

  public Scope excluding(String... globs) {
    return new Scope(operators, List.of(globs), keepFloat);
  }

  public Scope withKeepFloat(Choice other) {
    return new Scope(operators, exclude, other);
  }

  /** Whether nodes of that operator are quantized. */
  public boolean includesOperator(String opType) {
    return operators.isEmpty() || operators.contains(opType);
  }

  /** Whether a glob matches the whole name of a node, that of reports where it has none itself. */
  public boolean excludes(Node node) {
    return Globs.anyMatches(exclude, LinearLayer.nameOf(node));
  }

  /** Returns a sentence for each glob that matches none of these nodes. */
  List<String> idle(List<Node> nodes) {
    return Globs.unmatched(exclude, nodes.stream().map(LinearLayer::nameOf).toList(), "node");
  }
}
