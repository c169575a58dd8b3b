package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code TensorProto}. Elements are written as {@code raw_data}, in whichever way they were read.
 */
final class TensorCodec {
  private static final int DIMS = 1;
  private static final int DATA_TYPE = 2;
  private static final int STRING_DATA = 6;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;
  private static final int EXTERNAL_DATA = 13;
  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;

  private final ExternalFiles files;

  TensorCodec(ExternalFiles files) {
    this.files = files;
  }

  /** A tensor as a file holds it. */
  record NamedTensor(String name, Tensor tensor, Residue residue) {
    static NamedTensor of(String name, Tensor tensor) {
      return new NamedTensor(name, tensor, Residue.none());
    }
  }

  NamedTensor read(ProtoReader reader) {
    List<Long> dims = new ArrayList<>();
    int dataType = 0;
    String name = "";
    Optional<MemorySegment> raw = Optional.empty();
    TypedElements typed = new TypedElements();
    List<ByteBuffer> strings = new ArrayList<>();
    Map<String, String> external = new HashMap<>();
    int location = 0;
    ResidueBuilder residue = new ResidueBuilder();
    while (reader.next()) {
      switch (reader.field()) {
        case DIMS -> reader.integers(dims::add);
        case DATA_TYPE -> dataType = reader.int32();
        case TypedElements.FLOAT_DATA,
            TypedElements.INT32_DATA,
            TypedElements.INT64_DATA,
            TypedElements.DOUBLE_DATA,
            TypedElements.UINT64_DATA ->
            typed.read(reader);
        case STRING_DATA -> strings.add(reader.copiedBytes());
        case NAME -> name = residue.keepIfEmpty(reader.text(), NAME);
        case RAW_DATA -> raw = Optional.of(reader.bytes());
        case EXTERNAL_DATA -> {
          Map.Entry<String, String> entry = EntryCodec.read(reader.message("external_data"));
          external.put(entry.getKey(), entry.getValue());
        }
        case DATA_LOCATION -> location = reader.int32();
        default -> residue.keep(reader);
      }
    }
    if (dataType < 1 || dataType > DType.values().length) {
      throw reader.invalid("tensor '%s' has unknown element type %d".formatted(name, dataType));
    }
    DType type = DType.ofOnnxCode(dataType);
    try {
      Shape shape = Shape.of(dims);
      Tensor tensor;
      if (type == DType.STRING) {
        tensor = Tensor.ofStrings(shape, strings);
      } else if (location == EXTERNAL) {
        tensor = Tensor.of(type, shape, external(external, reader));
      } else {
        long size = type.sizeInBytes(shape.elementCount());
        tensor = Tensor.of(type, shape, raw.isPresent() ? raw.get() : typed.toSegment(type, size));
      }
      return new NamedTensor(name, tensor, residue.build());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw reader.invalid("tensor '%s': %s".formatted(name, e.getMessage()));
    }
  }

  private MemorySegment external(Map<String, String> entries, ProtoReader reader) {
    String location = entries.get("location");
    if (location == null) {
      throw reader.invalid("external data without a location");
    }
    try {
      return files.slice(
          location,
          Long.parseLong(entries.getOrDefault("offset", "0")),
          Long.parseLong(entries.getOrDefault("length", "-1")),
          reader);
    } catch (NumberFormatException e) {
      EngineException invalid =
          reader.invalid("offset and length of external data are numbers, found " + entries);
      invalid.initCause(e);
      throw invalid;
    }
  }

  /** Writes a tensor, its elements into the file beside the model where the sink takes them. */
  static ProtoMessage write(NamedTensor named, ExternalSink sink) {
    Tensor tensor = named.tensor();
    ProtoMessage message = new ProtoMessage();
    for (long dim : tensor.shape().toArray()) {
      message.integer(DIMS, dim);
    }
    message.integer(DATA_TYPE, tensor.type().onnxCode());
    message.textIfAny(NAME, named.name());
    if (tensor.type() == DType.STRING) {
      for (ByteBuffer element : tensor.strings()) {
        message.bytes(STRING_DATA, MemorySegment.ofBuffer(element));
      }
    } else if (sink.takes(tensor)) {
      ExternalSink.Place place = sink.add(tensor.data());
      message
          .message(EXTERNAL_DATA, EntryCodec.write("location", place.location()))
          .message(EXTERNAL_DATA, EntryCodec.write("offset", Long.toString(place.offset())))
          .message(EXTERNAL_DATA, EntryCodec.write("length", Long.toString(tensor.sizeInBytes())))
          .integer(DATA_LOCATION, EXTERNAL);
    } else if (tensor.sizeInBytes() > 0) {
      message.bytes(RAW_DATA, tensor.data());
    }
    return message.residue(named.residue());
  }
}
