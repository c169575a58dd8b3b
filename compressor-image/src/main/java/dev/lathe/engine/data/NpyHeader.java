package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of a {@code .npy} file.
 *
 * <p>Source: NumPy Enhancement Proposal 1, versions 1.0 to 3.0. Departs in two points: arrays in
 * Fortran order are refused where the order matters, and so are texts, objects and structures.
 *
 * @param length bytes of the file before its elements
 */
record NpyHeader(NumpyType type, Shape shape, int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_TEXT_BYTES = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([\\d, L]*)\\)");

  /** Returns whether a file that starts with these bytes is a {@code .npy}. */
  static boolean starts(byte[] head) {
    return head.length >= MAGIC.length
        && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads the header and leaves the stream at the first element.
   *
   * @param what the array, for messages
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if it is no array of numbers
   */
  static NpyHeader read(InputStream stream, String what) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!starts(magic)) {
      throw DataFailure.invalid(what + " is no NumPy array: it does not start with \\x93NUMPY");
    }
    int major = in.readUnsignedByte();
    int minor = in.readUnsignedByte();
    if (major < 1 || major > 3) {
      throw DataFailure.invalid(
          "%s: version 1 to 3 of the .npy format expected, found %d.%d"
              .formatted(what, major, minor));
    }
    long textBytes =
        major == 1
            ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    if (textBytes > MAX_TEXT_BYTES) {
      throw DataFailure.invalid(
          "%s: a header of at most %d bytes expected, found %d"
              .formatted(what, MAX_TEXT_BYTES, textBytes));
    }
    byte[] text = new byte[(int) textBytes];
    in.readFully(text);
    int prefix = MAGIC.length + 2 + (major == 1 ? 2 : 4);
    return parse(new String(text, StandardCharsets.UTF_8), prefix + text.length, what);
  }

  /** Returns the bytes of one sample. */
  long rowBytes() {
    return Math.multiplyExact(shape.product(1, shape.rank()), type.bytes());
  }

  /** Returns the bytes of all elements. */
  long dataBytes() {
    return Math.multiplyExact(shape.elementCount(), type.bytes());
  }

  private static NpyHeader parse(String text, int length, String what) {
    NumpyType type =
        NumpyType.parse(find(DESCR, text, "'descr' of one element type", what))
            .orElseThrow(() ->
                DataFailure.invalid(
                    "%s: elements f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 expected, found %s"
                        .formatted(what, text.strip())));
    boolean fortran = find(ORDER, text, "'fortran_order'", what).equals("True");
    Shape shape = shape(find(SHAPE, text, "'shape'", what), type, what);
    if (fortran && shape.rank() > 1) {
      throw DataFailure.invalid(
          "%s is in Fortran order: store numpy.ascontiguousarray(array) instead".formatted(what));
    }
    return new NpyHeader(type, shape, length);
  }

  private static Shape shape(String tuple, NumpyType type, String what) {
    try {
      long[] dims =
          Arrays.stream(tuple.split(","))
              .map(dim -> dim.replace("L", "").strip())
              .filter(dim -> !dim.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      if (dims.length == 0) {
        throw DataFailure.invalid(
            what + ": an array whose first axis counts samples expected, found a scalar");
      }
      Shape shape = Shape.of(dims);
      Math.multiplyExact(shape.elementCount(), (long) type.bytes());
      return shape;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw DataFailure.invalid("%s: the shape (%s) is impossible".formatted(what, tuple));
    }
  }

  private static String find(Pattern pattern, String text, String field, String what) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw DataFailure.invalid(
          "%s: the header lacks %s, found %s".formatted(what, field, text.strip()));
    }
    return matcher.group(1);
  }
}
