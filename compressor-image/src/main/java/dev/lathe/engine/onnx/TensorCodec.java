package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code TensorProto}.
 *
 * <p>Beside what is not modelled, the residue says where the elements stood: an empty list of typed
 * elements, an empty {@code raw_data}, or a {@code data_location}. Where it says nothing they are
 * written as {@code raw_data}.
 */
final class TensorCodec {
  private static final int DIMS = 1;
  private static final int DATA_TYPE = 2;
  private static final int SEGMENT = 3;
  private static final int STRING_DATA = 6;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;
  private static final int EXTERNAL_DATA = 13;
  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;
  private static final long MODELLED =
      ProtoWriter.fields(
          DIMS,
          DATA_TYPE,
          TypedElements.FLOAT_DATA,
          TypedElements.INT32_DATA,
          STRING_DATA,
          TypedElements.INT64_DATA,
          NAME,
          RAW_DATA,
          TypedElements.DOUBLE_DATA,
          TypedElements.UINT64_DATA,
          EXTERNAL_DATA,
          DATA_LOCATION);

  private static final EntryCodec ENTRIES = new EntryCodec();

  /** A tensor as a file holds it. */
  record Named(String name, Tensor tensor, Residue residue) {}

  private final ExternalFiles files;
  private final ExternalSink sink;

  /** Reads external data from {@code files} and writes it into {@code sink}. */
  TensorCodec(ExternalFiles files, ExternalSink sink) {
    this.files = files;
    this.sink = sink;
  }

  Named read(ProtoReader reader) {
    return new Reading(reader).finish(files);
  }

  /** Reads a tensor whose name means nothing and so belongs to the residue. */
  Named readUnnamed(ProtoReader reader) {
    Named read = read(reader);
    if (read.name().isEmpty()) {
      return read;
    }
    ProtoWriter name = new ProtoWriter();
    name.text(NAME, read.name());
    Leftovers leftovers = new Leftovers();
    name.chunks().forEach(leftovers::keep);
    leftovers.keep(MemorySegment.ofArray(read.residue().toBytes()));
    return new Named("", read.tensor(), leftovers.toResidue());
  }

  /** The fields of one tensor as they come. */
  private static final class Reading {
    private final ProtoReader reader;
    private final List<Long> dims = new ArrayList<>();
    private final TypedElements typed = new TypedElements();
    private final List<ByteBuffer> strings = new ArrayList<>();
    private final Map<String, String> external = new LinkedHashMap<>();
    private final Leftovers leftovers = new Leftovers();
    private @Nullable MemorySegment raw;
    private String name = "";
    private int dataType;
    private int location;

    Reading(ProtoReader reader) {
      this.reader = reader;
      while (reader.next()) {
        readField();
      }
    }

    private void readField() {
      switch (reader.field()) {
        case DIMS -> reader.integers(dims::add);
        case DATA_TYPE -> dataType = reader.int32();
        case SEGMENT -> throw reader.invalid("a tensor in segments is not supported");
        case TypedElements.FLOAT_DATA,
            TypedElements.INT32_DATA,
            TypedElements.INT64_DATA,
            TypedElements.DOUBLE_DATA,
            TypedElements.UINT64_DATA ->
            typed.read(reader);
        case STRING_DATA -> strings.add(reader.buffer());
        case NAME -> name = leftovers.text(reader);
        case RAW_DATA -> raw = reader.bytes();
        case EXTERNAL_DATA -> {
          Map.Entry<String, String> entry = ENTRIES.read(reader.message("external_data"));
          external.put(entry.getKey(), entry.getValue());
        }
        case DATA_LOCATION -> {
          location = reader.int32();
          leftovers.keep(reader.consumed());
        }
        default -> leftovers.keep(reader);
      }
    }

    Named finish(ExternalFiles files) {
      boolean rawIsEmpty = raw != null && raw.byteSize() == 0;
      if (rawIsEmpty) {
        leftovers.keepPresence(RAW_DATA);
      }
      if (typed.field() != 0) {
        leftovers.keepPresence(typed.field());
      }
      try {
        DType type = DType.ofOnnxCode(dataType);
        Shape shape = Shape.of(dims);
        if (type == DType.STRING && location != EXTERNAL) {
          return new Named(name, Tensor.ofStrings(shape, strings), leftovers.toResidue());
        }
        return new Named(
            name, Tensor.of(type, shape, storage(type, shape, files)), leftovers.toResidue());
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw reader.invalid("tensor '%s': %s".formatted(name, e.getMessage()), e);
      }
    }

    private MemorySegment storage(DType type, Shape shape, ExternalFiles files) {
      if (location == EXTERNAL) {
        return files.slice(external, type.sizeInBytes(shape.elementCount()), reader);
      }
      if (raw == null || raw.byteSize() == 0) {
        return typed.toStorage(type, shape);
      }
      if (!typed.isEmpty()) {
        throw new IllegalArgumentException("elements are listed beside the raw data");
      }
      return raw;
    }
  }

  ProtoWriter write(Named named) {
    Tensor tensor = named.tensor();
    Kept kept = Kept.of(named.residue());
    ProtoWriter writer = new ProtoWriter(kept, MODELLED);
    for (long dim : tensor.shape().toArray()) {
      writer.integer(DIMS, dim);
    }
    writer.integer(DATA_TYPE, tensor.type().onnxCode());
    int location = location(kept);
    if (sink.takes(tensor, location == EXTERNAL)) {
      writer.textIfAny(NAME, named.name());
      for (Map.Entry<String, String> entry : sink.add(tensor.data()).entrySet()) {
        writer.message(EXTERNAL_DATA, ENTRIES.write(entry));
      }
      writer.integer(DATA_LOCATION, EXTERNAL);
    } else {
      writeElements(writer, tensor, kept, named.name());
      if (kept.has(DATA_LOCATION) && location != EXTERNAL) {
        writer.integer(DATA_LOCATION, location);
      }
    }
    return writer;
  }

  private static int location(Kept kept) {
    List<Kept.Field> found = kept.of(DATA_LOCATION);
    return found.isEmpty() ? 0 : found.getLast().reader().int32();
  }

  private static void writeElements(ProtoWriter writer, Tensor tensor, Kept kept, String name) {
    if (tensor.type() == DType.STRING) {
      for (ByteBuffer element : tensor.strings()) {
        writer.buffer(STRING_DATA, element);
      }
      writer.textIfAny(NAME, name);
      writer.asKept(RAW_DATA);
      return;
    }
    int list = TypedElements.fieldOf(tensor.type());
    boolean listed = kept.has(list) && TypedElements.canList(tensor);
    if (listed && list < NAME) {
      writer.bytes(list, TypedElements.list(tensor));
    }
    writer.textIfAny(NAME, name);
    if (listed || tensor.sizeInBytes() == 0) {
      writer.asKept(RAW_DATA);
    } else {
      writer.bytes(RAW_DATA, tensor.data());
    }
    if (listed && list > NAME) {
      writer.bytes(list, TypedElements.list(tensor));
    }
  }
}
