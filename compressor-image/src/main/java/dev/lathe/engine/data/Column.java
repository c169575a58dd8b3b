package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * One input of the model, or the labels or targets, and where its samples come from.
 *
 * @param what the file and array, for messages
 * @param sample shape of one sample as the model takes it
 */
record Column(String name, String what, Rows rows, Elements elements, Shape sample)
    implements Closeable {

  /** Returns the samples of these numbers as [samples, ...]. */
  Tensor read(long... numbers) {
    requireBatch(numbers.length);
    int run = run(numbers, 0);
    return elements.read(
        run == numbers.length ? read(numbers[0], run) : gathered(numbers), batchShape(numbers));
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private MemorySegment gathered(long[] numbers) {
    long rowBytes = rows.rowBytes();
    byte[] bytes = new byte[Math.toIntExact(numbers.length * rowBytes)];
    MemorySegment target = MemorySegment.ofArray(bytes);
    for (int at = 0; at < numbers.length; ) {
      int run = run(numbers, at);
      MemorySegment.copy(read(numbers[at], run), 0, target, at * rowBytes, run * rowBytes);
      at += run;
    }
    return target;
  }

  /** Returns how many numbers from there on count up by one. */
  private static int run(long[] numbers, int from) {
    int end = from + 1;
    while (end < numbers.length && numbers[end] == numbers[end - 1] + 1) {
      end++;
    }
    return end - from;
  }

  private MemorySegment read(long first, int samples) {
    try {
      return rows.read(first, samples);
    } catch (IOException e) {
      throw DataFailure.unreadable(
          "%s, samples %d to %d,".formatted(what, first, first + samples - 1), e);
    }
  }

  private void requireBatch(int samples) {
    long bytes = samples * rows.rowBytes();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw DataFailure.invalid(
          "%s: a batch of %d samples takes %d bytes, at most %d are possible: take smaller batches"
              .formatted(what, samples, bytes, Integer.MAX_VALUE - 8));
    }
  }

  private Shape batchShape(long[] numbers) {
    long[] dims = new long[sample.rank() + 1];
    dims[0] = numbers.length;
    System.arraycopy(sample.toArray(), 0, dims, 1, sample.rank());
    return Shape.of(dims);
  }
}
