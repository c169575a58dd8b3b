package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;

/**
 * One input of the model, or the labels, and where its samples come from.
 *
 * @param what the file and array, for messages
 * @param sample shape of one sample as the model takes it
 */
record Column(String name, String what, Rows rows, Elements elements, Shape sample) {

  /** One pass. */
  final class Pass implements AutoCloseable {
    private final Rows.Cursor cursor;
    private long position;

    private Pass(Rows.Cursor cursor) {
      this.cursor = cursor;
    }

    /** Returns the next samples as [samples, ...]. */
    Tensor next(int samples) {
      try {
        Tensor tensor = elements.read(cursor.next(samples), batchShape(samples));
        position += samples;
        return tensor;
      } catch (IOException e) {
        throw DataFailure.unreadable(
            "%s, samples %d to %d,".formatted(what, position, position + samples - 1), e);
      }
    }

    @Override
    public void close() {
      try {
        cursor.close();
      } catch (IOException e) {
        throw DataFailure.unreadable(what, e);
      }
    }

    private Shape batchShape(int samples) {
      long[] dims = new long[sample.rank() + 1];
      dims[0] = samples;
      System.arraycopy(sample.toArray(), 0, dims, 1, sample.rank());
      return Shape.of(dims);
    }
  }

  Pass open() {
    try {
      return new Pass(rows.open());
    } catch (IOException e) {
      throw DataFailure.unreadable(what, e);
    }
  }
}
