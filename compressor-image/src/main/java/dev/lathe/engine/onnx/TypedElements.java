package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a tensor that a file lists by number instead of as raw bytes.
 *
 * <p>Packed floats and doubles are raw bytes already and stay where they are.
 */
final class TypedElements {
  static final int FLOAT_DATA = 4;
  static final int INT32_DATA = 5;
  static final int INT64_DATA = 7;
  static final int DOUBLE_DATA = 10;
  static final int UINT64_DATA = 11;

  /** Integers of more bytes than this are not listed, since raw data is shorter. */
  private static final long LONGEST_LIST = 1 << 20;

  private final List<MemorySegment> packed = new ArrayList<>();
  private final ByteArrayOutputStream loose = new ByteArrayOutputStream();
  private int field;

  /** Returns the field that lists elements of that type. */
  static int fieldOf(DType type) {
    return switch (type) {
      case FLOAT, COMPLEX64 -> FLOAT_DATA;
      case DOUBLE, COMPLEX128 -> DOUBLE_DATA;
      case INT64 -> INT64_DATA;
      case UINT32, UINT64 -> UINT64_DATA;
      case STRING -> throw new IllegalArgumentException("strings are not listed as numbers");
      default -> INT32_DATA;
    };
  }

  /** Whether a tensor's elements may be listed again if they were. */
  static boolean canList(Tensor tensor) {
    return switch (fieldOf(tensor.type())) {
      case FLOAT_DATA, DOUBLE_DATA -> true;
      default -> tensor.sizeInBytes() <= LONGEST_LIST;
    };
  }

  /** Returns the elements as the field of their type lists them, packed. */
  static MemorySegment list(Tensor tensor) {
    return switch (fieldOf(tensor.type())) {
      case FLOAT_DATA, DOUBLE_DATA -> tensor.data();
      default -> new Varints(tensor.type()).encode(tensor);
    };
  }

  /** Takes the elements of the field the reader is at. */
  void read(ProtoReader reader) {
    if (field != 0 && field != reader.field()) {
      throw reader.invalid(
          "elements stand in field %d and in field %d".formatted(field, reader.field()));
    }
    field = reader.field();
    MemorySegment some =
        switch (field) {
          case FLOAT_DATA -> reader.fixed(4);
          case DOUBLE_DATA -> reader.fixed(8);
          default -> reader.varints();
        };
    if (some.byteSize() > 16) {
      flushLoose();
      packed.add(some);
    } else {
      loose.writeBytes(some.toArray(JAVA_BYTE));
    }
  }

  private void flushLoose() {
    if (loose.size() > 0) {
      packed.add(MemorySegment.ofArray(loose.toByteArray()));
      loose.reset();
    }
  }

  /** Whether there are any. */
  boolean isEmpty() {
    return packed.isEmpty() && loose.size() == 0;
  }

  /** The field they stand in; 0 where the file has none. */
  int field() {
    return field;
  }

  /**
   * Returns the elements as a tensor stores them.
   *
   * @throws IllegalArgumentException if they are too few, too many, out of the type's range, or
   *     stand in a field that such a tensor does not use
   */
  MemorySegment toStorage(DType type, Shape shape) {
    flushLoose();
    if (field != 0 && field != fieldOf(type)) {
      throw new IllegalArgumentException(
          "elements of %s stand in field %d, found in field %d"
              .formatted(type, fieldOf(type), field));
    }
    if (field != FLOAT_DATA && field != DOUBLE_DATA) {
      return new Varints(type).decode(packed, shape.elementCount());
    }
    return packed.size() == 1 ? packed.getFirst() : joined();
  }

  private MemorySegment joined() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    packed.forEach(part -> all.writeBytes(part.toArray(JAVA_BYTE)));
    return MemorySegment.ofArray(all.toByteArray());
  }
}
