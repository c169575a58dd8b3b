package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of attributes that the graph models. */
enum AttributeKind {
  FLOAT(1, 2, Attribute.FloatValue.class),
  INT(2, 3, Attribute.IntValue.class),
  STRING(3, 4, Attribute.StringValue.class),
  TENSOR(4, 5, Attribute.TensorValue.class),
  GRAPH(5, 6, Attribute.GraphValue.class),
  FLOATS(6, 7, Attribute.Floats.class),
  INTS(7, 8, Attribute.Ints.class),
  STRINGS(8, 9, Attribute.Strings.class),
  GRAPHS(10, 11, Attribute.Graphs.class);

  private final int type;
  private final int field;
  private final Class<? extends Attribute> modelledBy;

  AttributeKind(int type, int field, Class<? extends Attribute> modelledBy) {
    this.type = type;
    this.field = field;
    this.modelledBy = modelledBy;
  }

  /** Returns the kind that {@code AttributeType} numbers so. */
  static Optional<AttributeKind> ofType(int type) {
    return Arrays.stream(values()).filter(kind -> kind.type == type).findFirst();
  }

  /** Returns the kind whose value stands in that field of {@code AttributeProto}. */
  static Optional<AttributeKind> ofField(int field) {
    return Arrays.stream(values()).filter(kind -> kind.field == field).findFirst();
  }

  /**
   * Returns the kind of a value.
   *
   * @throws IllegalArgumentException if it is opaque
   */
  static AttributeKind of(Attribute value) {
    return Arrays.stream(values())
        .filter(kind -> kind.modelledBy.isInstance(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no modelled attribute: " + value));
  }

  /** Returns the fields of all kinds, as {@link ProtoWriter#fields} does. */
  static long fieldsOfAll() {
    return ProtoWriter.fields(Arrays.stream(values()).mapToInt(AttributeKind::field).toArray());
  }

  int type() {
    return type;
  }

  int field() {
    return field;
  }
}
