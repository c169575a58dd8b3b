package dev.lathe.engine.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * A {@code .jsonl} file: one JSON object a line, UTF-8. Empty lines do not count. It is read once
 * to learn where its lines begin; 24 bytes a line are kept.
 */
final class JsonLines implements Closeable {
  /** No line of text is longer by honest means; bounds what a file of one line can take. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final FileChannel file;
  private final String what;
  private final DataSpec.Text spec;
  private final long[] numbers;
  private final long[] starts;
  private final long[] lengths;

  private JsonLines(FileChannel file, String what, DataSpec.Text spec, Index index) {
    this.file = file;
    this.what = what;
    this.spec = spec;
    numbers = index.numbers.build().toArray();
    starts = index.starts.build().toArray();
    lengths = index.lengths.build().toArray();
  }

  /**
   * Reads every line that is used, checks it, and keeps where it is.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA naming the line that is no object
   *     with the fields wanted, or the sample whose label is out of range
   */
  static JsonLines open(Path path, DataSpec.Text spec, DataOptions options) throws IOException {
    String what = ContentFiles.single(path).what();
    Index index = new Index(what);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      long limit = options.limit(Long.MAX_VALUE);
      for (long sample = 0; sample < limit && index.next(in); sample++) {
        JsonLine line = JsonLine.parse(index.line, index.where(), spec);
        if (line.label().isPresent()) {
          Labels.requireRange(line.label().getAsLong(), sample, what, options);
        }
      }
    }
    return new JsonLines(FileChannel.open(path), what, spec, index);
  }

  /** Returns the name of the file, for messages. */
  String what() {
    return what;
  }

  boolean labelled() {
    return spec.labelField().isPresent();
  }

  /** Returns the number of lines that are used. */
  long size() {
    return starts.length;
  }

  /** Returns a line that is used, counted from 0. */
  JsonLine line(int sample) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) lengths[sample]);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, starts[sample] + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    String where = where(what, numbers[sample]);
    return JsonLine.parse(JsonLine.decoded(bytes.array(), where), where, spec);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static String where(String what, long number) {
    return "%s, line %d".formatted(what, number);
  }

  /** Where the lines are that were found so far. */
  private static final class Index {
    private final String what;
    private final LongStream.Builder numbers = LongStream.builder();
    private final LongStream.Builder starts = LongStream.builder();
    private final LongStream.Builder lengths = LongStream.builder();
    private long number;
    private long position;
    private String line = "";

    Index(String what) {
      this.what = what;
    }

    /** Goes on to the next line that is not empty; says whether there is one. */
    boolean next(InputStream in) throws IOException {
      if (number == 0) {
        skipByteOrderMark(in);
      }
      for (int first = in.read(); first >= 0; first = in.read()) {
        number++;
        long start = position;
        byte[] bytes = bytes(first, in);
        line = JsonLine.decoded(bytes, where());
        if (!line.isBlank()) {
          numbers.add(number);
          starts.add(start);
          lengths.add(bytes.length);
          return true;
        }
      }
      return false;
    }

    String where() {
      return JsonLines.where(what, number);
    }

    private void skipByteOrderMark(InputStream in) throws IOException {
      in.mark(BYTE_ORDER_MARK.length);
      if (Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
        position = BYTE_ORDER_MARK.length;
      } else {
        in.reset();
      }
    }

    private byte[] bytes(int first, InputStream in) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int read = first;
      for (; read >= 0 && read != '\n'; read = in.read()) {
        if (bytes.size() == MAX_LINE_BYTES) {
          throw DataFailure.invalid(
              "%s is longer than %d bytes".formatted(where(), MAX_LINE_BYTES));
        }
        bytes.write(read);
      }
      position += bytes.size() + (read < 0 ? 0 : 1);
      return bytes.toByteArray();
    }
  }
}
