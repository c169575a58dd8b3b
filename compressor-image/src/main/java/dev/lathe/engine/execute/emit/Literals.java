package dev.lathe.engine.execute.emit;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import java.util.List;
import java.util.stream.Collectors;

/** Attributes of a node as TorchScript spells them. */
public record Literals(Node node) {

  /** Returns an attribute, or the default as it stands. */
  public String attribute(String name, String byDefault) {
    return node.attribute(name).map(value -> literal(name, value)).orElse(byDefault);
  }

  /**
   * Returns an attribute.
   *
   * @throws EngineException if it is absent
   */
  public String required(String name) {
    return node.attribute(name)
        .map(value -> literal(name, value))
        .orElseThrow(() -> wrong("attribute '" + name + "' is missing"));
  }

  private String literal(String name, Attribute value) {
    return switch (value) {
      case Attribute.IntValue(long integer) -> Long.toString(integer);
      case Attribute.FloatValue(float real) -> real(real);
      case Attribute.StringValue text -> quoted(text.text());
      case Attribute.Ints(List<Long> integers) -> ints(integers);
      case Attribute.Floats(List<Float> reals) ->
          list("float", reals.stream().map(Literals::real).toList());
      case Attribute.Strings(List<Attribute.StringValue> texts) ->
          list("str", texts.stream().map(text -> quoted(text.text())).toList());
      case Attribute.TensorValue tensor -> throw unfit(name, tensor);
      case Attribute.GraphValue body -> throw unfit(name, body);
      case Attribute.Graphs bodies -> throw unfit(name, bodies);
      case Attribute.Reference reference -> throw unfit(name, reference);
      case Attribute.Opaque opaque -> throw unfit(name, opaque);
    };
  }

  static String ints(List<Long> values) {
    return list("int", values.stream().map(String::valueOf).toList());
  }

  private static String list(String type, List<String> elements) {
    return elements.isEmpty()
        ? "annotate(List[" + type + "], [])"
        : elements.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  /** Returns the exact value, not the shortest text that rounds to it as a float. */
  public static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  private EngineException unfit(String name, Attribute found) {
    return wrong(
        "attribute '%s': a number, text or list expected, found %s"
            .formatted(name, found.getClass().getSimpleName()));
  }

  private EngineException wrong(String what) {
    return new EngineException(Reason.INVALID_MODEL, node.label() + ", " + what);
  }

  /** Returns the least and the greatest integer of a type, as two arguments. */
  public static String range(DType type) {
    int bits = Math.min(type.bits(), 62);
    boolean isSigned =
        switch (type) {
          case INT2, INT4, INT8, INT16, INT32, INT64 -> true;
          default -> false;
        };
    long count = 1L << bits;
    return isSigned ? -count / 2 + ", " + (count / 2 - 1) : "0, " + (count - 1);
  }
}
