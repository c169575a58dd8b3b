package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes of type {@code Constant}, whose value may be given in several ways. */
public final class ConstantNode {
  private ConstantNode() {}

  /**
   * Returns the value of a {@code Constant}; empty for any other node, and where the value is
   * sparse or of a kind this reads not.
   */
  public static Optional<Tensor> valueOf(Node node) {
    if (!node.is("Constant")) {
      return Optional.empty();
    }
    for (Map.Entry<String, Attribute> attribute : node.attributes().entrySet()) {
      if (attribute.getKey().startsWith("value")) {
        return valueOf(attribute.getValue());
      }
    }
    return Optional.empty();
  }

  private static Optional<Tensor> valueOf(Attribute attribute) {
    return switch (attribute) {
      case Attribute.TensorValue(Tensor value) -> Optional.of(value);
      case Attribute.IntValue(long value) -> Optional.of(Tensor.ofLongs(Shape.scalar(), value));
      case Attribute.FloatValue(float value) -> Optional.of(Tensor.ofFloats(Shape.scalar(), value));
      case Attribute.StringValue value ->
          Optional.of(Tensor.ofStrings(Shape.scalar(), List.of(value.bytes())));
      case Attribute.Ints(List<Long> values) ->
          Optional.of(
              Tensor.ofLongs(
                  Shape.of(values.size()), values.stream().mapToLong(Long::longValue).toArray()));
      case Attribute.Floats(List<Float> values) -> {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
          array[i] = values.get(i);
        }
        yield Optional.of(Tensor.ofFloats(Shape.of(array.length), array));
      }
      case Attribute.Strings(List<Attribute.StringValue> values) ->
          Optional.of(
              Tensor.ofStrings(
                  Shape.of(values.size()),
                  values.stream().map(Attribute.StringValue::bytes).toList()));
      case Attribute.GraphValue _, Attribute.Graphs _, Attribute.Reference _, Attribute.Opaque _ ->
          Optional.empty();
    };
  }
}
