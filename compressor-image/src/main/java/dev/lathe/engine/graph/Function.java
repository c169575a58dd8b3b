package dev.lathe.engine.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An operator that a model brings along, made of others. A node with its domain, type and overload
 * is a call of it.
 *
 * <p>Source: the ONNX IR specification, section "Functions"
 * (https://github.com/onnx/onnx/blob/main/docs/IR.md#functions).
 *
 * @param attributes names of those without a default
 * @param defaults values of attributes that a call leaves out
 * @param opsets version of each operator set that the body is of, by its domain
 * @param body whose inputs and outputs are those of a call, in that order, without types.
 *     Attributes of its nodes may refer to those of the call; it reads no value but what it is
 *     given
 * @param residue what else the file says of it: documentation, metadata
 */
public record Function(
    Id id,
    List<String> attributes,
    Map<String, Attribute> defaults,
    SequencedMap<String, Long> opsets,
    Graph body,
    Residue residue) {

  /**
   * What a function is called by.
   *
   * @param domain empty for the standard operators
   * @param overload tells functions of one name apart; empty for most
   */
  public record Id(String domain, String name, String overload) {
    public Id {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a function needs a name");
      }
    }

    /** Returns what a node calls, if there is a function of that id. */
    public static Id calledBy(Node node) {
      return new Id(node.domain(), node.opType(), node.overload());
    }

    @Override
    public String toString() {
      return (domain.isEmpty() ? "" : domain + ".")
          + name
          + (overload.isEmpty() ? "" : ":" + overload);
    }
  }

  public Function {
    attributes = List.copyOf(attributes);
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    opsets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(opsets));
  }
}
