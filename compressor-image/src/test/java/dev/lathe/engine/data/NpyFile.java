package dev.lathe.engine.data;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays as NumPy does. */
public final class NpyFile {
  private static final Map<DType, String> DESCR =
      Map.ofEntries(
          Map.entry(DType.FLOAT16, "<f2"),
          Map.entry(DType.FLOAT, "<f4"),
          Map.entry(DType.DOUBLE, "<f8"),
          Map.entry(DType.INT8, "|i1"),
          Map.entry(DType.INT16, "<i2"),
          Map.entry(DType.INT32, "<i4"),
          Map.entry(DType.INT64, "<i8"),
          Map.entry(DType.UINT8, "|u1"),
          Map.entry(DType.UINT16, "<u2"),
          Map.entry(DType.UINT32, "<u4"),
          Map.entry(DType.UINT64, "<u8"),
          Map.entry(DType.BOOL, "|b1"));

  /** NumPy stamps every entry so: the same arrays are the same bytes. */
  private static final LocalDateTime NUMPY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NpyFile() {}

  public static byte[] bytes(Tensor tensor) {
    String dims =
        tensor.shape().toList().stream().map(d -> d + ",").collect(Collectors.joining(" "));
    String descr = DESCR.get(tensor.type());
    return bytes(
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(descr, dims),
        tensor.toBytes());
  }

  /** Returns version 1.0 of the format, the elements aligned to 64 bytes. */
  static byte[] bytes(String header, byte[] elements) {
    String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
    return ByteBuffer.allocate(10 + padded.length() + elements.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .put(elements)
        .array();
  }

  public static Path zip(Path file, int method, SequencedMap<String, byte[]> arrays)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        CRC32 checksum = new CRC32();
        checksum.update(array.getValue());
        entry.setTimeLocal(NUMPY_TIME);
        entry.setMethod(method);
        entry.setCrc(checksum.getValue());
        entry.setSize(array.getValue().length);
        zip.putNextEntry(entry);
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }
}
