package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code ValueInfoProto} and the types within. */
final class ValueCodec {
  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final int TENSOR_TYPE = 1;

  private ValueCodec() {}

  static Value read(ProtoReader reader) {
    String name = "";
    Optional<byte[]> type = Optional.empty();
    ResidueBuilder residue = new ResidueBuilder();
    while (reader.next()) {
      switch (reader.field()) {
        case NAME -> name = reader.text();
        case TYPE ->
            type = Optional.of(reader.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
        default -> residue.keep(reader);
      }
    }
    if (type.isEmpty()) {
      return new Value(name, new ValueType.Other(Residue.none()), residue.build());
    }
    ValueType read = readType(type.get(), reader.path());
    if (!Arrays.equals(writeType(read), type.get())) {
      // says more than the graph models, denotations for one: what was written is written again
      residue.keep(TYPE, Residue.of(type.get()));
    }
    return new Value(name, read, residue.build());
  }

  private static ValueType readType(byte[] encoded, String path) {
    ProtoReader reader = ProtoReader.of(encoded, path + ".type");
    while (reader.next()) {
      if (reader.field() == TENSOR_TYPE) {
        return readTensorType(reader.message("tensor_type"))
            .orElseGet(() -> new ValueType.Other(Residue.of(encoded)));
      }
      reader.raw();
    }
    return new ValueType.Other(Residue.of(encoded));
  }

  private static Optional<ValueType> readTensorType(ProtoReader reader) {
    int elementType = 0;
    Optional<List<Dim>> shape = Optional.empty();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> elementType = reader.int32();
        case 2 -> shape = Optional.of(readShape(reader.message("shape")));
        default -> reader.raw();
      }
    }
    if (elementType < 1 || elementType > DType.values().length) {
      return Optional.empty();
    }
    return Optional.of(new ValueType.TensorType(DType.ofOnnxCode(elementType), shape));
  }

  private static List<Dim> readShape(ProtoReader reader) {
    List<Dim> dims = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == 1) {
        dims.add(readDim(reader.message("dim[" + dims.size() + "]")));
      } else {
        reader.raw();
      }
    }
    return dims;
  }

  private static Dim readDim(ProtoReader reader) {
    Dim dim = new Dim.Unknown();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          long extent = reader.integer();
          // some exporters write -1 for an extent they do not know
          dim = extent < 0 ? new Dim.Unknown() : Dim.of(extent);
        }
        case 2 -> {
          String name = reader.text();
          dim = name.isEmpty() ? new Dim.Unknown() : new Dim.Symbolic(name);
        }
        default -> reader.raw();
      }
    }
    return dim;
  }

  static ProtoMessage write(Value value) {
    ProtoMessage message = new ProtoMessage().text(NAME, value.name());
    if (!hasType(value.residue())
        && !(value.type() instanceof ValueType.Other(Residue none) && none.isEmpty())) {
      message.message(TYPE, new ProtoMessage().residue(Residue.of(writeType(value.type()))));
    }
    return message.residue(value.residue());
  }

  private static boolean hasType(Residue residue) {
    ProtoReader reader = ProtoReader.of(residue.toBytes(), "");
    while (reader.next()) {
      if (reader.field() == TYPE) {
        return true;
      }
      reader.raw();
    }
    return false;
  }

  private static byte[] writeType(ValueType type) {
    return switch (type) {
      case ValueType.Other(Residue encoded) -> encoded.toBytes();
      case ValueType.TensorType(DType elementType, Optional<List<Dim>> shape) -> {
        ProtoMessage tensor = new ProtoMessage().integer(1, elementType.onnxCode());
        shape.ifPresent(dims -> tensor.message(2, writeShape(dims)));
        yield new ProtoMessage().message(TENSOR_TYPE, tensor).toBytes();
      }
    };
  }

  private static ProtoMessage writeShape(List<Dim> dims) {
    ProtoMessage shape = new ProtoMessage();
    for (Dim dim : dims) {
      ProtoMessage one = new ProtoMessage();
      switch (dim) {
        case Dim.Known(long extent) -> one.integer(1, extent);
        case Dim.Symbolic(String name) -> one.text(2, name);
        case Dim.Unknown() -> {}
      }
      shape.message(1, one);
    }
    return shape;
  }
}
