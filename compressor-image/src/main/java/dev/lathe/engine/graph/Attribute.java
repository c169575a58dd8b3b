package dev.lathe.engine.graph;

import dev.lathe.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The value of a node's attribute. */
public sealed interface Attribute {

  record IntValue(long value) implements Attribute {}

  record FloatValue(float value) implements Attribute {}

  /** A byte string, by convention UTF-8. The buffer is read-only and never advanced. */
  record StringValue(ByteBuffer bytes) implements Attribute {
    public StringValue {
      bytes = bytes.asReadOnlyBuffer();
    }

    public String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  record TensorValue(Tensor value) implements Attribute {}

  /** A body of control flow. It may read values of the graphs around it by their names. */
  record GraphValue(Graph value) implements Attribute {}

  record Ints(List<Long> values) implements Attribute {
    public Ints {
      values = List.copyOf(values);
    }
  }

  record Floats(List<Float> values) implements Attribute {
    public Floats {
      values = List.copyOf(values);
    }
  }

  record Strings(List<StringValue> values) implements Attribute {
    public Strings {
      values = List.copyOf(values);
    }
  }

  record Graphs(List<Graph> values) implements Attribute {
    public Graphs {
      values = List.copyOf(values);
    }
  }

  /**
   * The value that a call of a function has for one of its attributes, or nothing where it has
   * none; only in the body of a function.
   *
   * @param parameter the name of the function's attribute
   * @param encoded what else its message says
   */
  record Reference(String parameter, Residue encoded) implements Attribute {}

  /**
   * Any other attribute, the fields of its message as they were read: sparse tensors, types, lists
   * of tensors, and whatever a newer ONNX adds.
   */
  record Opaque(Residue encoded) implements Attribute {}

  static Attribute of(long value) {
    return new IntValue(value);
  }

  static Attribute of(float value) {
    return new FloatValue(value);
  }

  static Attribute of(String text) {
    return new StringValue(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  static Attribute of(Tensor value) {
    return new TensorValue(value);
  }

  static Attribute ofInts(long... values) {
    return new Ints(java.util.Arrays.stream(values).boxed().toList());
  }
}
