package dev.lathe.engine.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The arrays of an {@code .npz} file, or of a single {@code .npy}, which counts as an archive whose
 * every name means its one array.
 */
sealed interface NumpyArchive extends Closeable {
  /** No compressor of zip files reaches more: a byte of deflate makes at most 1,032. */
  long MAX_RATIO = 1032;

  /**
   * Returns the array of that name.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if there is none
   */
  StoredArray array(String name) throws IOException;

  /**
   * Opens either kind, told apart by how the file begins.
   *
   * @param scratch a writable folder, for what is compressed
   */
  static NumpyArchive open(Path file, String what, Path scratch) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(8);
    }
    if (NpyHeader.starts(head)) {
      return Single.map(file, what);
    }
    if (head.length < 4 || head[0] != 'P' || head[1] != 'K') {
      throw DataFailure.invalid(what + " is neither an .npz nor an .npy file");
    }
    return Zip.open(file, what, scratch);
  }

  /** One mapped file. */
  record Single(StoredArray array) implements NumpyArchive {
    static Single map(Path file, String what) throws IOException {
      try (FileChannel channel = FileChannel.open(file);
          InputStream in = Files.newInputStream(file)) {
        NpyHeader header = NpyHeader.read(in, what);
        long expected = header.length() + header.dataBytes();
        if (channel.size() != expected) {
          throw DataFailure.invalid(
              "%s: %d bytes expected for %s of %s, found %d: the file is truncated or not one array"
                  .formatted(what, expected, header.shape(), header.type().type(), channel.size()));
        }
        // Collected with the last tensor that refers to it, so that batches outlive the data set.
        MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        MemorySegment data = mapped.asSlice(header.length());
        return new Single(
            new StoredArray(
                what,
                header.type(),
                header.shape(),
                new MappedRows(data, header.shape().dim(0), header.rowBytes())));
      }
    }

    @Override
    public StoredArray array(String name) {
      return array;
    }

    @Override
    public void close() {}
  }

  /** A zip file, its arrays stored or deflated, each unpacked through a stream of its own. */
  record Zip(ZipFile file, SequencedMap<String, ZipEntry> entries, String what, Path scratch)
      implements NumpyArchive {
    private static final String SUFFIX = ".npy";

    static Zip open(Path path, String what, Path scratch) throws IOException {
      ZipFile file = new ZipFile(path.toFile());
      SequencedMap<String, ZipEntry> entries = new LinkedHashMap<>();
      file.stream()
          .filter(entry -> entry.getName().endsWith(SUFFIX))
          .forEach(entry ->
              entries.put(
                  entry.getName().substring(0, entry.getName().length() - SUFFIX.length()), entry));
      return new Zip(file, entries, what, scratch);
    }

    @Override
    public StoredArray array(String name) throws IOException {
      ZipEntry entry = entries.get(name);
      if (entry == null) {
        throw DataFailure.invalid(
            "%s holds no array '%s', its arrays are %s".formatted(what, name, entries.keySet()));
      }
      String array = "array '%s' of %s".formatted(name, what);
      if (entry.getSize() / MAX_RATIO > entry.getCompressedSize()) {
        throw DataFailure.invalid(
            "%s: %d bytes cannot come of %d compressed ones"
                .formatted(array, entry.getSize(), entry.getCompressedSize()));
      }
      NpyHeader header;
      try (InputStream in = file.getInputStream(entry)) {
        header = NpyHeader.read(in, array);
      }
      if (header.length() + header.dataBytes() != entry.getSize()) {
        throw DataFailure.invalid(
            "%s: %d bytes expected for %s of %s, found %d"
                .formatted(
                    array,
                    header.length() + header.dataBytes(),
                    header.shape(),
                    header.type().type(),
                    entry.getSize()));
      }
      UnpackedRows.Opening opening = () -> content(entry, header, array);
      return new StoredArray(
          array,
          header.type(),
          header.shape(),
          new UnpackedRows(opening, array, header.shape().dim(0), header.rowBytes(), scratch));
    }

    private InputStream content(ZipEntry entry, NpyHeader header, String array) throws IOException {
      InputStream in = new CheckedEntry(file.getInputStream(entry), entry.getCrc(), array);
      in.skipNBytes(header.length());
      return in;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
