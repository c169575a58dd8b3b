package dev.lathe.engine.evaluate;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
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
  public Samples samples() {
    return new Samples() {
      @Override
      public Batch read(long... numbers) {
        float[] rows = new float[numbers.length * width];
        for (int i = 0; i < numbers.length; i++) {
          System.arraycopy(values, (int) numbers[i] * width, rows, i * width, width);
        }
        return new Batch(
            new LinkedHashMap<>(
                Map.of("x", Tensor.ofFloats(Shape.of(numbers.length, width), rows))),
            labels.map(all ->
                Tensor.ofLongs(
                    Shape.of(numbers.length),
                    Arrays.stream(numbers).map(i -> all[(int) i]).toArray())),
            numbers.length);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}
}
