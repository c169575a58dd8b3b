package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The elements of a small tensor as far as they are known before a run, row-major.
 *
 * @param type one that {@link #holds}
 */
record Content(DType type, Shape shape, List<Entry> entries) {
  /** Tensors of more elements are not followed: shapes and what they are made of are small. */
  static final long LIMIT = 1024;

  Content {
    entries = List.copyOf(entries);
    if (entries.size() != shape.elementCount()) {
      throw new IllegalArgumentException(
          "%s has %d elements, found %d".formatted(shape, shape.elementCount(), entries.size()));
    }
  }

  /** Whether elements of that type can be followed exactly. */
  static boolean holds(DType type) {
    return switch (type) {
      case FLOAT, DOUBLE, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, BOOL -> true;
      case UINT64,
          STRING,
          FLOAT16,
          BFLOAT16,
          COMPLEX64,
          COMPLEX128,
          FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          FLOAT4E2M1,
          FLOAT6E2M3,
          FLOAT6E3M2,
          FLOAT8E8M0,
          UINT4,
          INT4,
          UINT2,
          INT2 ->
          false;
    };
  }

  static boolean fits(Shape shape) {
    return shape.elementCount() <= LIMIT;
  }

  /** Returns the extents as the INT64 vector that {@code Shape} makes of them. */
  static Content ofExtents(List<Dim> dims) {
    return new Content(DType.INT64, Shape.of(dims.size()), dims.stream().map(Entry::of).toList());
  }

  static Content filled(DType type, Shape shape, Entry entry) {
    return new Content(type, shape, Collections.nCopies((int) shape.elementCount(), entry));
  }

  /** Returns the content of a constant, or empty if it is too large or of another type. */
  static Optional<Content> of(Tensor tensor) {
    if (!holds(tensor.type()) || !fits(tensor.shape())) {
      return Optional.empty();
    }
    ByteBuffer data = ByteBuffer.wrap(tensor.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
    List<Entry> entries = new ArrayList<>();
    while (data.hasRemaining()) {
      entries.add(read(tensor.type(), data));
    }
    return Optional.of(new Content(tensor.type(), tensor.shape(), entries));
  }

  private static Entry read(DType type, ByteBuffer data) {
    return switch (type) {
      case FLOAT -> new Entry.Real(data.getFloat());
      case DOUBLE -> new Entry.Real(data.getDouble());
      case INT64 -> Entry.of(data.getLong());
      case INT32 -> Entry.of(data.getInt());
      case INT16 -> Entry.of(data.getShort());
      case INT8 -> Entry.of(data.get());
      case UINT32 -> Entry.of(Integer.toUnsignedLong(data.getInt()));
      case UINT16 -> Entry.of(Short.toUnsignedLong(data.getShort()));
      case UINT8 -> Entry.of(Byte.toUnsignedLong(data.get()));
      case BOOL -> Entry.of(data.get() != 0);
      default -> throw new IllegalStateException(type + " is not followed");
    };
  }

  /** Returns the tensor, if every element is a number whatever the input. */
  Optional<Tensor> toTensor() {
    if (!entries.stream().allMatch(Entry::isNumber)) {
      return Optional.empty();
    }
    ByteBuffer data =
        ByteBuffer.allocate((int) type.sizeInBytes(entries.size())).order(ByteOrder.LITTLE_ENDIAN);
    for (Entry entry : entries) {
      write(type, entry, data);
    }
    return Optional.of(Tensor.ofBytes(type, shape, data.array()));
  }

  private static void write(DType type, Entry entry, ByteBuffer data) {
    long integer = entry instanceof Entry.Int(long value) ? value : 0;
    double real = entry instanceof Entry.Real(double value) ? value : integer;
    switch (type) {
      case FLOAT -> data.putFloat((float) real);
      case DOUBLE -> data.putDouble(real);
      case INT64 -> data.putLong(integer);
      case INT32, UINT32 -> data.putInt((int) integer);
      case INT16, UINT16 -> data.putShort((short) integer);
      case INT8, UINT8, BOOL -> data.put((byte) integer);
      default -> throw new IllegalStateException(type + " is not followed");
    }
  }

  /** Returns the elements, if all are integers known now. */
  Optional<List<Long>> integers() {
    List<Long> values = new ArrayList<>();
    for (Entry entry : entries) {
      if (!(entry instanceof Entry.Int(long value))) {
        return Optional.empty();
      }
      values.add(value);
    }
    return Optional.of(values);
  }

  /** Returns the elements as the extents of a shape. */
  List<Dim> toDims() {
    return entries.stream().map(Entry::toDim).toList();
  }

  /** Returns the same elements in another form of as many elements. */
  Content reshape(Shape other) {
    return new Content(type, other, entries);
  }

  /** Returns a tensor whose element at each position is the one {@code source} says. */
  Content rearranged(Shape other, IntUnaryOperator source) {
    List<Entry> moved = new ArrayList<>();
    for (int i = 0; i < other.elementCount(); i++) {
      moved.add(entries.get(source.applyAsInt(i)));
    }
    return new Content(type, other, moved);
  }
}
