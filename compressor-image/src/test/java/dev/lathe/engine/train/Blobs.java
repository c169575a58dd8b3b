package dev.lathe.engine.train;

import dev.lathe.engine.data.DataFiles;
import dev.lathe.engine.data.DataOptions;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Datasets;
import dev.lathe.engine.data.InputSpec;
import dev.lathe.engine.data.NpyFile;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;

/** Three clouds of points in four dimensions that overlap a little, and a network for them. */
final class Blobs {
  static final int CLASSES = 3;
  private static final int DIMENSIONS = 4;

  private Blobs() {}

  /** Returns points of a number of samples; another seed gives others of the same clouds. */
  static Dataset points(Path folder, int samples, long seed) {
    Random random = new Random(seed);
    float[] x = new float[samples * DIMENSIONS];
    long[] y = new long[samples];
    for (int i = 0; i < samples; i++) {
      y[i] = random.nextInt(CLASSES);
      for (int d = 0; d < DIMENSIONS; d++) {
        double centre = 1.5 * Math.sin(1 + 2.3 * y[i] + 1.7 * d);
        x[i * DIMENSIONS + d] = (float) (centre + random.nextGaussian());
      }
    }
    return open(
        folder.resolve("points-" + samples + "-" + seed + ".npz"),
        Tensor.ofFloats(Shape.of(samples, DIMENSIONS), x),
        Tensor.ofLongs(Shape.of(samples), y));
  }

  /** Returns samples of an input {@code x} with labels. */
  static Dataset open(Path file, Tensor x, Tensor y) {
    SequencedMap<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x", NpyFile.bytes(x));
    arrays.put("y", NpyFile.bytes(y));
    try {
      NpyFile.zip(file, ZipEntry.STORED, arrays);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<OptionalLong> dims =
        x.shape().toList().stream()
            .map(OptionalLong::of)
            .collect(java.util.stream.Collectors.toList());
    dims.set(0, OptionalLong.empty());
    return Datasets.open(
        new DataSpec.Npz(List.of(new DataSpec.ArrayInput("x", "x")), Optional.of("y")),
        new DataFiles(file, Optional.empty(), file.resolveSibling("scratch")),
        List.of(new InputSpec("x", DType.FLOAT, Optional.of(dims))),
        DataOptions.all());
  }

  /** Returns a network of two layers; its last is {@code logits}. */
  static Model network() {
    return Sketch.model(g -> {
      String hidden =
          g.node(
              "Relu",
              g.node(
                  "Gemm",
                  g.input("x", -1, DIMENSIONS),
                  g.constant("hidden.weight", numbers(1, DIMENSIONS, 8)),
                  g.constant("hidden.bias", numbers(2, 8))));
      g.output(
          g.node(
              "Gemm",
              hidden,
              g.constant("head.weight", numbers(3, 8, CLASSES)),
              g.constant("head.bias", numbers(4, CLASSES))));
    });
  }

  /** Returns the same with a batch normalization between its layers. */
  static Model normalized() {
    return Sketch.model(g -> {
      String hidden =
          g.node(
              "MatMul",
              g.input("x", -1, DIMENSIONS),
              g.constant("hidden.weight", numbers(1, DIMENSIONS, 8)));
      String normal =
          g.node(
              "BatchNormalization",
              hidden,
              g.constant("norm.scale", ones(8)),
              g.constant("norm.bias", numbers(2, 8)),
              g.constant("norm.mean", numbers(5, 8)),
              g.constant("norm.variance", ones(8)));
      g.output(
          g.node(
              "Gemm",
              g.node("Relu", normal),
              g.constant("head.weight", numbers(3, 8, CLASSES)),
              g.constant("head.bias", numbers(4, CLASSES))));
    });
  }

  private static Tensor ones(int count) {
    float[] values = new float[count];
    java.util.Arrays.fill(values, 1);
    return Tensor.ofFloats(Shape.of(count), values);
  }

  /** Returns numbers around 0 of deviation 0.3. */
  static Tensor numbers(long seed, long... dims) {
    Random random = new Random(seed);
    float[] values = new float[(int) Shape.of(dims).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.3f;
    }
    return Tensor.ofFloats(Shape.of(dims), values);
  }
}
