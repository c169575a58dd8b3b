package dev.lathe.engine.data;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * An array of an IDX file: two zero bytes, the element type, the rank, the extents as big-endian
 * 32-bit integers, the elements. A file that begins like one of gzip is unpacked as it is read.
 *
 * <p>Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", file formats.
 */
final class IdxFile {
  private IdxFile() {}

  /**
   * Opens a file and holds its size against its header.
   *
   * @param scratch a writable folder, for what is gzipped
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if it is no IDX file, or
   *     truncated
   */
  static StoredArray open(Path file, String what, Path scratch) throws IOException {
    boolean zipped = isGzip(file);
    NumpyType type;
    Shape shape;
    try (InputStream in = content(file, zipped)) {
      DataInputStream header = new DataInputStream(in);
      int magic = header.readInt();
      if (magic >>> 16 != 0 || (magic & 0xFF) == 0) {
        throw DataFailure.invalid("%s is no IDX file: it starts with %08x".formatted(what, magic));
      }
      type = new NumpyType(elementType(magic >>> 8, what), ByteOrder.BIG_ENDIAN);
      shape = shape(header, magic & 0xFF, what);
    }
    int headerBytes = 4 + 4 * shape.rank();
    long expected = headerBytes + Math.multiplyExact(shape.elementCount(), type.bytes());
    long found = Files.size(file);
    if (zipped ? expected / NumpyArchive.MAX_RATIO > found : expected != found) {
      throw DataFailure.invalid(
          "%s: %d bytes expected for %s of %s, found %d%s"
              .formatted(
                  what, expected, shape, type.type(), found, zipped ? " compressed ones" : ""));
    }
    long rowBytes = shape.product(1, shape.rank()) * type.bytes();
    Rows rows =
        zipped
            ? new UnpackedRows(
                () -> elements(file, headerBytes), what, shape.dim(0), rowBytes, scratch)
            : new MappedRows(map(file, headerBytes), shape.dim(0), rowBytes);
    return new StoredArray(what, type, shape, rows);
  }

  private static boolean isGzip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1F && in.read() == 0x8B;
    }
  }

  private static InputStream content(Path file, boolean zipped) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return zipped ? new GZIPInputStream(raw, 1 << 16) : new BufferedInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream elements(Path file, int headerBytes) throws IOException {
    InputStream in = content(file, true);
    try {
      in.skipNBytes(headerBytes);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static MemorySegment map(Path file, int headerBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()).asSlice(headerBytes);
    }
  }

  private static DType elementType(int code, String what) {
    return switch (code) {
      case 0x08 -> DType.UINT8;
      case 0x09 -> DType.INT8;
      case 0x0B -> DType.INT16;
      case 0x0C -> DType.INT32;
      case 0x0D -> DType.FLOAT;
      case 0x0E -> DType.DOUBLE;
      default ->
          throw DataFailure.invalid(
              "%s is no IDX file: it has no element type 0x%02x".formatted(what, code));
    };
  }

  private static Shape shape(DataInputStream header, int rank, String what) throws IOException {
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = Integer.toUnsignedLong(header.readInt());
    }
    try {
      Shape shape = Shape.of(dims);
      Math.multiplyExact(shape.elementCount(), 16L);
      return shape;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw DataFailure.invalid(
          "%s: the extents %s are impossible".formatted(what, Arrays.toString(dims)));
    }
  }
}
