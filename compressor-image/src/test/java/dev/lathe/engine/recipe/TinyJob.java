package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Places;
import dev.lathe.engine.data.NpyFile;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.report.ReportFiles;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;

/** A job on a classifier of four classes that takes no time, with data it is always right on. */
public record TinyJob(Path folder) {
  private static final int WIDTH = 64;
  private static final int CLASSES = 4;

  /**
   * Writes {@code model.onnx}, and {@code .npz} files called {@code calibration}, {@code
   * evaluation}, {@code training} and {@code validation}.
   */
  public static TinyJob in(Path folder) throws IOException {
    Random random = new Random(11);
    Model model = model(random);
    OnnxWriter.write(model, folder.resolve("model.onnx"));
    writeData(folder.resolve("calibration.npz"), random, 32, model);
    writeData(folder.resolve("evaluation.npz"), random, 200, model);
    writeData(folder.resolve("training.npz"), random, 96, model);
    writeData(folder.resolve("validation.npz"), random, 40, model);
    return new TinyJob(folder);
  }

  /** Puts the first layer of the model and its activation into a function. */
  TinyJob withFunction() {
    Path file = folder.resolve("model.onnx");
    Model model = OnnxReader.read(file);
    Graph graph = model.graph();
    Node first = graph.nodes().get(0);
    Node relu = graph.nodes().get(1);
    Graph body =
        new Graph(
            "Layer",
            List.of(first, relu),
            first.inputs().stream().map(Value::untyped).toList(),
            List.of(Value.untyped(relu.output())),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Residue.none());
    Function layer =
        new Function(
            new Function.Id("local", "Layer", ""),
            List.of(),
            Map.of(),
            model.opsets(),
            body,
            Residue.none());
    Node call =
        new Node(
            "block", "local", "Layer", first.inputs(), relu.outputs(), Map.of(), Residue.none());
    OnnxWriter.write(
        model
            .withGraph(graph.edit().remove(first).replace(relu, call).toGraph())
            .withFunctions(Map.of(layer.id(), layer))
            .withOpset("local", 1),
        file);
    return this;
  }

  /**
   * Returns a manifest whose recipe trains.
   *
   * @param recipe its steps, as YAML in one line
   */
  public String training(String recipe) {
    return manifest("")
        .replace(
            "  data:\n",
            """
              data:
                training: {uri: "file:training.npz", npz: {inputs: [{name: x}], labels: "y"}}
                validation: {uri: "file:validation.npz", npz: {inputs: [{name: x}], labels: "y"}}
            """)
        .replace("[{quantize: {mode: Static}}]", recipe);
  }

  /** Returns a manifest. Its timed runs are few. */
  public String manifest(String gates) {
    return """
    apiVersion: compression.lathe.dev/v1alpha1
    kind: CompressionJob
    metadata: {name: tiny}
    spec:
      source: {uri: "file:model.onnx"}
      data:
        calibration: {uri: "file:calibration.npz", npz: {inputs: [{name: x}]}}
        evaluation: {uri: "file:evaluation.npz", npz: {inputs: [{name: x}], labels: "y"}}
      recipe: [{quantize: {mode: Static}}]
      evaluation: {latency: {runs: 40, warmup: 2}}
      gates: [%s]
      output: {uri: "file:out"}
      threads: 1
    """
        .formatted(gates);
  }

  /** Runs a manifest as the command does. */
  public RunResult run(String manifest, Progress progress) {
    Places places =
        new Places(folder, Optional.empty(), folder.resolve("secrets"), folder.resolve("work"));
    return new Pipeline(
            new Workplace(places, folder.resolve("out.rejected"), 1), progress, new ReportFiles())
        .run(Manifest.parse("job.yaml", manifest), manifest);
  }

  private static Model model(Random random) {
    SequencedMap<String, Initializer> weights = new LinkedHashMap<>();
    weights.put("w1", Initializer.of("w1", gaussian(random, 0.2, WIDTH, WIDTH)));
    weights.put("w2", Initializer.of("w2", gaussian(random, 0.3, WIDTH, CLASSES)));
    SequencedMap<String, Long> opsets = new LinkedHashMap<>();
    opsets.put("", 17L);
    Graph graph =
        new Graph(
            "tiny",
            List.of(
                Node.of("MatMul", "first", List.of("x", "w1"), List.of("h")),
                Node.of("Relu", "relu", List.of("h"), List.of("r")),
                Node.of("MatMul", "second", List.of("r", "w2"), List.of("y"))),
            List.of(
                Value.of("x", TensorType.of(DType.FLOAT, new Dim.Symbolic("n"), Dim.of(WIDTH)))),
            List.of(
                Value.of("y", TensorType.of(DType.FLOAT, new Dim.Symbolic("n"), Dim.of(CLASSES)))),
            weights,
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Residue.none());
    return new Model(
        8, opsets, new Model.Producer("tiny", "1"), new LinkedHashMap<>(), graph, Residue.none());
  }

  private static void writeData(Path file, Random random, int samples, Model model)
      throws IOException {
    Tensor x = gaussian(random, 1, samples, WIDTH);
    float[] scores;
    try (Session session = Session.open(OnnxWriter.toBytes(model), SessionOptions.asWritten(1))) {
      scores = Objects.requireNonNull(session.run(Map.of("x", x)).get("y")).toFloats();
    }
    long[] classes = new long[samples];
    for (int i = 0; i < samples; i++) {
      for (int c = 1; c < CLASSES; c++) {
        if (scores[i * CLASSES + c] > scores[i * CLASSES + (int) classes[i]]) {
          classes[i] = c;
        }
      }
    }
    SequencedMap<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x", NpyFile.bytes(x));
    arrays.put("y", NpyFile.bytes(Tensor.ofLongs(Shape.of(samples), classes)));
    NpyFile.zip(file, ZipEntry.STORED, arrays);
  }

  private static Tensor gaussian(Random random, double deviation, long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.ofFloats(shape, values);
  }
}
