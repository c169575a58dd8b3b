package dev.lathe.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An immutable, dense array of elements of one type, row-major and little-endian, as ONNX stores
 * {@code raw_data}.
 *
 * <p>The storage is a {@link MemorySegment}: it may lie on the heap, off it, or in a mapped file of
 * any size, and is shared rather than copied between graphs. Nobody may write to it once the tensor
 * exists. Strings, which have no fixed width, are held as a list instead.
 */
public final class Tensor {
  private static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE = JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[0]);

  private final DType type;
  private final Shape shape;
  private final MemorySegment data;
  private final List<ByteBuffer> strings;

  private Tensor(DType type, Shape shape, MemorySegment data, List<ByteBuffer> strings) {
    this.type = type;
    this.shape = shape;
    this.data = data;
    this.strings = strings;
  }

  /**
   * Wraps storage without copying it.
   *
   * @throws IllegalArgumentException if the storage's size is not what type and shape ask for, or
   *     the type is {@link DType#STRING}
   */
  public static Tensor of(DType type, Shape shape, MemorySegment data) {
    if (type == DType.STRING) {
      throw new IllegalArgumentException("string tensors have no flat storage");
    }
    long expected = type.sizeInBytes(shape.elementCount());
    if (data.byteSize() != expected) {
      throw new IllegalArgumentException(
          "a tensor of %s %s takes %d bytes, found %d"
              .formatted(type, shape, expected, data.byteSize()));
    }
    return new Tensor(type, shape, data.asReadOnly(), List.of());
  }

  /** Copies {@code values} into a FLOAT tensor. */
  public static Tensor ofFloats(Shape shape, float... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
    MemorySegment.copy(values, 0, data, FLOAT, 0, values.length);
    return of(DType.FLOAT, shape, data);
  }

  /** Copies {@code values} into an INT64 tensor. */
  public static Tensor ofLongs(Shape shape, long... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 8)]);
    MemorySegment.copy(values, 0, data, LONG, 0, values.length);
    return of(DType.INT64, shape, data);
  }

  /** Copies {@code values} into an INT32 tensor. */
  public static Tensor ofInts(Shape shape, int... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
    MemorySegment.copy(values, 0, data, INT, 0, values.length);
    return of(DType.INT32, shape, data);
  }

  /**
   * Wraps bytes as a tensor of a type of any fixed width; the array must not be written to later.
   */
  public static Tensor ofBytes(DType type, Shape shape, byte... values) {
    return of(type, shape, MemorySegment.ofArray(values));
  }

  /**
   * Returns a tensor of byte strings.
   *
   * @throws IllegalArgumentException if their number is not the shape's element count
   */
  public static Tensor ofStrings(Shape shape, List<ByteBuffer> values) {
    if (values.size() != shape.elementCount()) {
      throw new IllegalArgumentException(
          "a tensor of STRING %s holds %d strings, found %d"
              .formatted(shape, shape.elementCount(), values.size()));
    }
    return new Tensor(
        DType.STRING, shape, EMPTY, values.stream().map(ByteBuffer::asReadOnlyBuffer).toList());
  }

  public DType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  /** Returns the number of elements. */
  public long elementCount() {
    return shape.elementCount();
  }

  /** Returns the bytes the elements take; for strings the sum of their lengths. */
  public long sizeInBytes() {
    return type == DType.STRING
        ? strings.stream().mapToLong(ByteBuffer::remaining).sum()
        : data.byteSize();
  }

  /** Returns the read-only storage, little-endian; empty for strings. */
  public MemorySegment data() {
    return data;
  }

  /** Returns the elements of a {@link DType#STRING} tensor. */
  public List<ByteBuffer> strings() {
    return strings.stream().map(ByteBuffer::duplicate).toList();
  }

  /** Returns the same elements under another shape of the same element count, sharing storage. */
  public Tensor reshape(Shape other) {
    return type == DType.STRING ? ofStrings(other, strings) : of(type, other, data);
  }

  /** Returns element {@code index} in row-major order of a FLOAT tensor. */
  public float floatAt(long index) {
    require(DType.FLOAT);
    return data.getAtIndex(FLOAT, index);
  }

  /** Returns element {@code index} in row-major order of an INT64 tensor. */
  public long longAt(long index) {
    require(DType.INT64);
    return data.getAtIndex(LONG, index);
  }

  /**
   * Copies the elements of a FLOAT tensor, row-major.
   *
   * @throws IllegalStateException if the type is another
   */
  public float[] toFloats() {
    require(DType.FLOAT);
    return data.toArray(FLOAT);
  }

  /** Copies the elements of a DOUBLE tensor, row-major. */
  public double[] toDoubles() {
    require(DType.DOUBLE);
    return data.toArray(DOUBLE);
  }

  /** Copies the elements of an INT64 tensor, row-major. */
  public long[] toLongs() {
    require(DType.INT64);
    return data.toArray(LONG);
  }

  /** Copies the elements of an INT32 tensor, row-major. */
  public int[] toInts() {
    require(DType.INT32);
    return data.toArray(INT);
  }

  /** Returns a tensor of its own that is not gone when the storage of this one is. */
  public Tensor copy() {
    return type == DType.STRING ? ofStrings(shape, strings) : ofBytes(type, shape, toBytes());
  }

  /** Copies the storage of a tensor of any fixed-width type. */
  public byte[] toBytes() {
    return data.toArray(JAVA_BYTE);
  }

  /** Whether type, shape and every bit of the elements are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && type == tensor.type
        && shape.equals(tensor.shape)
        && data.mismatch(tensor.data) == -1
        && strings.equals(tensor.strings);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + shape.hashCode();
  }

  /**
   * Returns type and shape, and the value where it is a single string or number of 32 or 64 bit.
   */
  @Override
  public String toString() {
    String kind = type + " " + shape;
    if (elementCount() != 1) {
      return kind;
    }
    return switch (type) {
      case FLOAT -> kind + " = " + data.get(FLOAT, 0);
      case DOUBLE -> kind + " = " + data.get(DOUBLE, 0);
      case INT32 -> kind + " = " + data.get(INT, 0);
      case INT64 -> kind + " = " + data.get(LONG, 0);
      case STRING -> kind + " = " + StandardCharsets.UTF_8.decode(strings.getFirst().duplicate());
      default -> kind;
    };
  }

  private void require(DType expected) {
    if (type != expected) {
      throw new IllegalStateException(
          "expected a tensor of %s, found %s".formatted(expected, this));
    }
  }
}
