package dev.lathe.engine.execute.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module as PyTorch loads it.
 *
 * @param code the text of the class {@code M} that is the module
 * @param libraries texts of functions by the name of their file, found as {@code
 *     __torch__.<name>.<function>}
 * @param tensors the attributes of the module
 */
public record ModuleArchive(
    String code, SequencedMap<String, String> libraries, List<Stored> tensors) {
  /** Copied at a time, so that a mapped model is never held whole. */
  private static final int PIECE_BYTES = 1 << 20;

  public ModuleArchive {
    libraries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(libraries));
    tensors = List.copyOf(tensors);
  }

  /** Writes the archive; the same module gives the same bytes. */
  public void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), PIECE_BYTES);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "version", "10\n");
      put(zip, "constants.pkl", Pickle.nothing());
      put(zip, "data.pkl", Pickle.module(tensors));
      put(zip, "code/__torch__.py", code);
      for (var library : libraries.entrySet()) {
        put(zip, "code/__torch__/" + library.getKey() + ".py", library.getValue());
      }
      for (int i = 0; i < tensors.size(); i++) {
        put(zip, "data/" + i, tensors.get(i).data());
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    put(zip, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    put(zip, name, MemorySegment.ofArray(bytes));
  }

  private static void put(ZipOutputStream zip, String name, MemorySegment bytes)
      throws IOException {
    CRC32 checksum = new CRC32();
    for (long at = 0; at < bytes.byteSize(); at += PIECE_BYTES) {
      checksum.update(piece(bytes, at));
    }
    ZipEntry entry = new ZipEntry("m/" + name);
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    entry.setSize(bytes.byteSize());
    entry.setCompressedSize(bytes.byteSize());
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    byte[] copy = new byte[(int) Math.min(PIECE_BYTES, bytes.byteSize())];
    for (long at = 0; at < bytes.byteSize(); at += PIECE_BYTES) {
      ByteBuffer piece = piece(bytes, at);
      int length = piece.remaining();
      piece.get(copy, 0, length);
      zip.write(copy, 0, length);
    }
    zip.closeEntry();
  }

  private static ByteBuffer piece(MemorySegment bytes, long at) {
    return bytes.asSlice(at, Math.min(PIECE_BYTES, bytes.byteSize() - at)).asByteBuffer();
  }
}
