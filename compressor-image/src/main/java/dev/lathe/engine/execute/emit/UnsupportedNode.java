package dev.lathe.engine.execute.emit;

/**
 * A node the executor has no row for.
 *
 * @param domain empty for the standard operators
 * @param version of the operator set the model asks for
 * @param position its index in the graph, from 0; of one in a body, behind those of the nodes
 *     around
 * @param name for people; may be empty
 */
public record UnsupportedNode(
    String domain, String operator, long version, String position, String name) {
  @Override
  public String toString() {
    return "%s.%s of version %d at node %s%s"
        .formatted(
            domain.isEmpty() ? "ai.onnx" : domain,
            operator,
            version,
            position,
            name.isEmpty() ? "" : " ('" + name + "')");
  }
}
