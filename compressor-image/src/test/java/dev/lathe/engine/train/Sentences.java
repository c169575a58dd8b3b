package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;

/** Sentences of numbers, each batch of another length, and a network for them. */
final class Sentences implements Dataset {
  private static final int WORDS = 50;
  private static final int SHORTEST = 4;
  private static final int LENGTHS = 40;

  private final int size;

  Sentences(int size) {
    this.size = size;
  }

  /** Returns a network that takes the mean of its words' places. */
  static Model network() {
    return Sketch.model(g -> {
      String words =
          g.node(
              "Gather",
              g.constant("words", Blobs.numbers(1, WORDS, 64)),
              g.input("ids", DType.INT64, -1, -1));
      String mixed = g.node("MatMul", words, g.constant("mixing", Blobs.numbers(2, 64, 64)));
      String mean = g.op("ReduceMean").ints("axes", 1).with("keepdims", 0).on(g.relu(mixed));
      g.output(g.node("MatMul", mean, g.constant("head", Blobs.numbers(3, 64, 3))));
    });
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean labelled() {
    return true;
  }

  @Override
  public String digest() {
    return "sha256:" + size;
  }

  @Override
  public Samples samples() {
    return new Samples() {
      @Override
      public Batch read(long... numbers) {
        return batch(numbers);
      }

      @Override
      public void close() {}
    };
  }

  private static Batch batch(long... numbers) {
    int length = SHORTEST + (int) (numbers[0] % LENGTHS);
    long[] ids = new long[numbers.length * length];
    long[] labels = new long[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      Random random = new Random(numbers[i]);
      for (int at = 0; at < length; at++) {
        ids[i * length + at] = random.nextInt(WORDS);
      }
      labels[i] = ids[i * length] % 3;
    }
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("ids", Tensor.ofLongs(Shape.of(numbers.length, length), ids));
    return new Batch(
        inputs, Optional.of(Tensor.ofLongs(Shape.of(labels.length), labels)), labels.length);
  }

  @Override
  public void close() {}
}
