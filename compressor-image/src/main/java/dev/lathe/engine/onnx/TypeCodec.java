package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code TypeProto}; one that is no dense tensor of a known type is carried as it is. */
final class TypeCodec implements Spelling<ValueType> {
  private static final int TENSOR_TYPE = 1;
  private static final int ELEMENT_TYPE = 1;
  private static final int SHAPE = 2;
  private static final int DIM = 1;
  private static final int DIM_VALUE = 1;
  private static final int DIM_PARAM = 2;

  @Override
  public ValueType read(ProtoReader reader) {
    Optional<ValueType> tensor = Optional.empty();
    Leftovers all = new Leftovers();
    while (reader.next()) {
      if (reader.field() == TENSOR_TYPE) {
        tensor = readTensor(reader.message("tensor_type"));
        all.keep(reader.consumed());
      } else {
        all.keep(reader);
      }
    }
    return tensor.orElseGet(() -> new ValueType.Other(all.toResidue()));
  }

  private static Optional<ValueType> readTensor(ProtoReader reader) {
    int elementType = 0;
    Optional<List<Dim>> shape = Optional.empty();
    while (reader.next()) {
      switch (reader.field()) {
        case ELEMENT_TYPE -> elementType = reader.int32();
        case SHAPE -> shape = Optional.of(readShape(reader.message("shape")));
        default -> reader.raw();
      }
    }
    return elementType < 1 || elementType > DType.values().length
        ? Optional.empty()
        : Optional.of(new ValueType.TensorType(DType.ofOnnxCode(elementType), shape));
  }

  private static List<Dim> readShape(ProtoReader reader) {
    List<Dim> dims = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == DIM) {
        dims.add(readDim(reader.message("dim", dims.size())));
      } else {
        reader.raw();
      }
    }
    return dims;
  }

  /** Reads one extent; some exporters write -1 or an empty name for one they do not know. */
  private static Dim readDim(ProtoReader reader) {
    Dim dim = new Dim.Unknown();
    while (reader.next()) {
      switch (reader.field()) {
        case DIM_VALUE -> {
          long extent = reader.integer();
          dim = extent < 0 ? new Dim.Unknown() : Dim.of(extent);
        }
        case DIM_PARAM -> {
          String name = reader.text();
          dim = name.isEmpty() ? new Dim.Unknown() : new Dim.Symbolic(name);
        }
        default -> reader.raw();
      }
    }
    return dim;
  }

  @Override
  public ProtoWriter write(ValueType type) {
    return switch (type) {
      case ValueType.Other(Residue encoded) -> new ProtoWriter(Kept.of(encoded), 0);
      case ValueType.TensorType(DType elementType, Optional<List<Dim>> shape) -> {
        ProtoWriter tensor = new ProtoWriter();
        tensor.integer(ELEMENT_TYPE, elementType.onnxCode());
        shape.ifPresent(dims -> tensor.message(SHAPE, writeShape(dims)));
        ProtoWriter writer = new ProtoWriter();
        writer.message(TENSOR_TYPE, tensor);
        yield writer;
      }
    };
  }

  private static ProtoWriter writeShape(List<Dim> dims) {
    ProtoWriter shape = new ProtoWriter();
    for (Dim dim : dims) {
      ProtoWriter one = new ProtoWriter();
      switch (dim) {
        case Dim.Known(long extent) -> one.integer(DIM_VALUE, extent);
        case Dim.Symbolic(String name) -> one.text(DIM_PARAM, name);
        case Dim.Unknown() -> {}
      }
      shape.message(DIM, one);
    }
    return shape;
  }
}
