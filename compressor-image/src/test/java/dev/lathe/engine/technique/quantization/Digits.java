package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.DataFiles;
import dev.lathe.engine.data.DataOptions;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Datasets;
import dev.lathe.engine.data.InputSpec;
import dev.lathe.engine.data.Normalization;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** The digits of MNIST, and a network of depthwise and pointwise convolutions for them. */
final class Digits {
  private static final int WIDTH = 28;

  private Digits() {}

  /** Returns the first pictures for training, or all for 0. */
  static Dataset training(long most) {
    return open("train", most);
  }

  static Dataset test(long most) {
    return open("t10k", most);
  }

  private static Dataset open(String part, long most) {
    return Datasets.open(
        new DataSpec.Idx(
            "x",
            part + "-images-idx3-ubyte",
            Optional.of(part + "-labels-idx1-ubyte"),
            new Normalization(1.0 / 255, List.of(0.1307), List.of(0.3081))),
        new DataFiles(
            Fixtures.path("mnist"),
            Optional.empty(),
            Path.of(System.getProperty("java.io.tmpdir"))),
        List.of(
            new InputSpec(
                "x",
                DType.FLOAT,
                Optional.of(
                    List.of(
                        OptionalLong.empty(),
                        OptionalLong.of(1),
                        OptionalLong.of(WIDTH),
                        OptionalLong.of(WIDTH))))),
        new DataOptions(
            most == 0 ? OptionalLong.empty() : OptionalLong.of(most), OptionalLong.of(10)));
  }

  /** Returns a network that has learnt nothing yet; another seed gives other weights. */
  static Model network(long seed) {
    Random random = new Random(seed);
    return Sketch.model(g -> {
      String x = g.input("x", -1, 1, WIDTH, WIDTH);
      x = conv(g, random, x, new int[] {16, 1, 3}, 1, 1);
      int width = 16;
      for (int next : new int[] {32, 64, 64}) {
        x = conv(g, random, x, new int[] {width, 1, 3}, width, next > width ? 2 : 1);
        x = conv(g, random, x, new int[] {next, width, 1}, 1, 1);
        width = next;
      }
      String pooled = g.node("Flatten", g.node("GlobalAveragePool", x));
      g.output(
          g.node(
              "Gemm",
              pooled,
              g.constant("head.weight", weights(random, width, width, 10)),
              g.constant("head.bias", Tensor.ofFloats(Shape.of(10), new float[10]))));
    });
  }

  private static String conv(
      Sketch g, Random random, String x, int[] extents, int group, int stride) {
    int kernel = extents[2];
    String name = "conv" + x;
    return g.relu(
        g.op("Conv")
            .with("group", group)
            .ints("strides", stride, stride)
            .ints("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2)
            .on(
                x,
                g.constant(
                    name + ".weight",
                    weights(
                        random,
                        extents[1] * kernel * kernel,
                        extents[0],
                        extents[1],
                        kernel,
                        kernel)),
                g.constant(
                    name + ".bias", Tensor.ofFloats(Shape.of(extents[0]), new float[extents[0]]))));
  }

  /** Weights that keep the variance of what a rectifier follows, as He et al. have them. */
  private static Tensor weights(Random random, int inputs, long... dims) {
    float[] values = new float[(int) Shape.of(dims).elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs));
    }
    return Tensor.ofFloats(Shape.of(dims), values);
  }

  /** Returns activations over the first pictures for training. */
  static Activations calibration(int most) {
    List<Map<String, Tensor>> batches = new ArrayList<>();
    try (Dataset data = training(most);
        Batches pass = data.batches(64)) {
      pass.forEachRemaining(batch -> batches.add(batch.inputs()));
    }
    return Network.over(batches);
  }

  /** Returns what a model in ONNX Runtime, as it is served, makes of each picture. */
  static List<Integer> answers(Model model, Dataset data) {
    String output = model.graph().outputs().getFirst().name();
    List<Integer> answers = new ArrayList<>();
    try (Session session = Session.open(OnnxWriter.toBytes(model), SessionOptions.serving(1));
        Batches pass = data.batches(100)) {
      pass.forEachRemaining(batch ->
          answers.addAll(largest(Objects.requireNonNull(session.run(batch.inputs()).get(output)))));
    }
    return answers;
  }

  /** Returns the position of the largest number in each row. */
  static List<Integer> largest(Tensor rows) {
    float[] values = rows.toFloats();
    int width = (int) rows.shape().dim(1);
    List<Integer> found = new ArrayList<>();
    for (int row = 0; row < values.length / width; row++) {
      int best = 0;
      for (int i = 1; i < width; i++) {
        best = values[row * width + i] > values[row * width + best] ? i : best;
      }
      found.add(best);
    }
    return found;
  }

  static List<Integer> labels(Dataset data) {
    List<Integer> labels = new ArrayList<>();
    try (Batches pass = data.batches(100)) {
      while (pass.hasNext()) {
        Batch batch = pass.next();
        for (long label : batch.labels().orElseThrow().toLongs()) {
          labels.add((int) label);
        }
      }
    }
    return labels;
  }

  /** Returns the share of places where two lists are the same. */
  static double agreement(List<Integer> one, List<Integer> other) {
    int same = 0;
    for (int i = 0; i < one.size(); i++) {
      same += one.get(i).equals(other.get(i)) ? 1 : 0;
    }
    return (double) same / one.size();
  }
}
