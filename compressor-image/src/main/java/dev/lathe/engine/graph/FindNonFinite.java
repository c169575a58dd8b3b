package dev.lathe.engine.graph;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds constants of a graph that are not finite. ONNX allows them: an infinity may well be the
 * mask of an attention, a NaN is the mark of a training that diverged.
 */
public final class FindNonFinite {
  private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Bytes looked at before mapped pages are given back, so that memory does not grow. */
  private static final long WINDOW_BYTES = 1 << 22;

  private FindNonFinite() {}

  /**
   * A constant that is not finite.
   *
   * @param where as in {@code initializer 'w'} or {@code Constant 'c', attribute 'value'}
   * @param index of its first NaN, or of its first infinity if it has no NaN, row-major
   * @param elementCount of it, at least 1
   * @param isNan whether it has a NaN
   */
  public record Found(String where, long index, long elementCount, boolean isNan) {
    @Override
    public String toString() {
      return "%s: element %d is %s".formatted(where, index, isNan ? "NaN" : "infinite");
    }
  }

  /** Returns the constants that are not finite, in the order of the graph, bodies included. */
  public static List<Found> in(Graph graph) {
    List<Found> found = new ArrayList<>();
    collect(graph, "", found);
    return found;
  }

  /**
   * Looks at one tensor.
   *
   * @param where what the answer calls it
   */
  public static Optional<Found> in(Tensor tensor, String where) {
    List<Found> found = new ArrayList<>();
    check(tensor, where, found);
    return found.stream().findFirst();
  }

  private static void collect(Graph graph, String before, List<Found> found) {
    graph
        .initializers()
        .forEach((name, one) -> check(one.tensor(), before + "initializer '" + name + "'", found));
    graph
        .sparseInitializers()
        .forEach((name, one) -> check(one.values(), before + "initializer '" + name + "'", found));
    for (Node node : graph.nodes()) {
      String label = before + node.label();
      node.attributes()
          .forEach((name, value) -> {
            if (value instanceof Attribute.TensorValue(Tensor tensor)) {
              check(tensor, label + ", attribute '" + name + "'", found);
            }
          });
      node.bodies().forEach(body -> collect(body, label + ", ", found));
    }
  }

  private static void check(Tensor tensor, String where, List<Found> found) {
    OptionalLong first = first(tensor, 0);
    if (first.isPresent()) {
      OptionalLong nan = first(tensor, 1);
      found.add(
          new Found(
              where,
              nan.orElse(first.getAsLong()),
              tensor.shape().elementCount(),
              nan.isPresent()));
    }
  }

  /** Returns the first element not finite; with {@code more} of 1, since NaNs follow, a NaN. */
  private static OptionalLong first(Tensor tensor, int more) {
    MemorySegment data = tensor.data();
    return switch (tensor.type()) {
      case FLOAT -> first(data, 4, part -> ints(part, 0x7f800000 + more));
      case DOUBLE -> first(data, 8, part -> longs(part, 0x7ff0000000000000L + more));
      case COMPLEX64 -> first(data, 8, part -> ints(part, 0x7f800000 + more) / 2);
      case COMPLEX128 -> first(data, 16, part -> longs(part, 0x7ff0000000000000L + more) / 2);
      case FLOAT16 -> first(data, 2, part -> shorts(part, 0x7c00 + more));
      case BFLOAT16 -> first(data, 2, part -> shorts(part, 0x7f80 + more));
      case FLOAT8E5M2 -> first(data, 1, part -> bytes(part, 0x7f, 0x7c + more));
      case FLOAT8E4M3FN -> first(data, 1, part -> bytes(part, 0x7f, 0x7f));
      case FLOAT8E8M0 -> first(data, 1, part -> bytes(part, 0xff, 0xff));
      case FLOAT8E4M3FNUZ, FLOAT8E5M2FNUZ -> first(data, 1, FindNonFinite::negativeZero);
      case FLOAT4E2M1,
          FLOAT6E2M3,
          FLOAT6E3M2,
          UINT8,
          INT8,
          UINT16,
          INT16,
          INT32,
          INT64,
          UINT32,
          UINT64,
          BOOL,
          STRING,
          UINT4,
          INT4,
          UINT2,
          INT2 ->
          OptionalLong.empty();
    };
  }

  /** Finds the first element of some that counts, or returns at least their number. */
  private interface Scan {
    long firstIn(MemorySegment part);
  }

  private static OptionalLong first(MemorySegment data, int elementBytes, Scan scan) {
    for (long at = 0; at < data.byteSize(); at += WINDOW_BYTES) {
      MemorySegment part = data.asSlice(at, Math.min(WINDOW_BYTES, data.byteSize() - at));
      long index = scan.firstIn(part);
      if (part.isMapped()) {
        part.unload();
      }
      if (index < part.byteSize() / elementBytes) {
        return OptionalLong.of(at / elementBytes + index);
      }
    }
    return OptionalLong.empty();
  }

  /** Without their signs the bits of numbers are in order, infinity last and NaN behind it. */
  private static long ints(MemorySegment part, int limit) {
    long count = part.byteSize() / 4;
    long i = 0;
    while (i < count && (part.getAtIndex(INT, i) & 0x7fffffff) < limit) {
      i++;
    }
    return i;
  }

  private static long longs(MemorySegment part, long limit) {
    long count = part.byteSize() / 8;
    long i = 0;
    while (i < count && (part.getAtIndex(LONG, i) & Long.MAX_VALUE) < limit) {
      i++;
    }
    return i;
  }

  private static long shorts(MemorySegment part, int limit) {
    long count = part.byteSize() / 2;
    long i = 0;
    while (i < count && (part.getAtIndex(SHORT, i) & 0x7fff) < limit) {
      i++;
    }
    return i;
  }

  private static long bytes(MemorySegment part, int mask, int limit) {
    long i = 0;
    while (i < part.byteSize() && (part.get(JAVA_BYTE, i) & mask) < limit) {
      i++;
    }
    return i;
  }

  /** The types without a negative zero use its bits for NaN. */
  private static long negativeZero(MemorySegment part) {
    long i = 0;
    while (i < part.byteSize() && part.get(JAVA_BYTE, i) != Byte.MIN_VALUE) {
      i++;
    }
    return i;
  }
}
