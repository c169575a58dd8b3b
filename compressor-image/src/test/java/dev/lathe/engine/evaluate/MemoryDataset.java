package dev.lathe.engine.evaluate;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Samples of one input {@code x}, a row of floats each. */
public record MemoryDataset(int width, float[] values, Optional<long[]> labels) implements Dataset {
  @Override
  public long size() {
    return values.length / width;
  }

  @Override
  public boolean labelled() {
    return labels.isPresent();
  }

  @Override
  public String digest() {
    return "sha256:" + Integer.toHexString(Arrays.hashCode(values));
  }

  @Override
  public Batches batches(int batchSize) {
    return new Batches() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int from = next;
        next = (int) Math.min(size(), from + batchSize);
        float[] rows = Arrays.copyOfRange(values, from * width, next * width);
        Tensor x = Tensor.ofFloats(Shape.of(next - from, width), rows);
        return new Batch(
            new LinkedHashMap<>(Map.of("x", x)),
            labels.map(
                all -> Tensor.ofLongs(Shape.of(next - from), Arrays.copyOfRange(all, from, next))),
            next - from);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}
}
