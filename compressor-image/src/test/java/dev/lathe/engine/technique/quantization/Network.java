package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Initializer;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;

/** Builds small networks of opset 17 with random weights, and runs them. */
final class Network {
  private final Random random = new Random(7);
  private final List<Node> nodes = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();

  Network input(String name, DType type, Dim... dims) {
    inputs.add(Value.of(name, TensorType.of(type, dims)));
    return this;
  }

  Network output(String name, Dim... dims) {
    outputs.add(Value.of(name, TensorType.of(DType.FLOAT, dims)));
    return this;
  }

  Network constant(String name, Tensor tensor) {
    initializers.put(name, Initializer.of(name, tensor));
    return this;
  }

  Network weights(String name, double deviation, long... dims) {
    return constant(name, random(deviation, dims));
  }

  Network node(String opType, String output, String... operands) {
    nodes.add(Node.of(opType, opType + "_" + output, List.of(operands), List.of(output)));
    return this;
  }

  Network conv(String output, String input, String weights, String bias) {
    nodes.add(
        Node.of("Conv", "Conv_" + output, List.of(input, weights, bias), List.of(output))
            .withAttribute("pads", Attribute.ofInts(1, 1, 1, 1)));
    return this;
  }

  Tensor random(double deviation, long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.ofFloats(shape, values);
  }

  Model model() {
    SequencedMap<String, Long> opsets = new LinkedHashMap<>();
    opsets.put("", 17L);
    Graph graph =
        new Graph(
            "network",
            nodes,
            inputs,
            outputs,
            initializers,
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Residue.none());
    return new Model(
        8, opsets, new Model.Producer("", ""), new LinkedHashMap<>(), graph, Residue.none());
  }

  /** Returns an output of a model in ONNX Runtime, its optimiser off. */
  static Tensor run(Model model, Map<String, Tensor> values, String output) {
    return run(model, values, output, SessionOptions.asWritten(1));
  }

  static Tensor run(
      Model model, Map<String, Tensor> values, String output, SessionOptions options) {
    try (Session session = Session.open(OnnxWriter.toBytes(model), options)) {
      return Objects.requireNonNull(session.run(values).get(output));
    }
  }

  /** Returns activations over these batches. */
  static Activations over(List<Map<String, Tensor>> batches) {
    return (model, samples, observer) -> {
      try (Session session = Session.open(OnnxWriter.toBytes(model), SessionOptions.asWritten(1))) {
        long done = 0;
        for (Map<String, Tensor> batch : batches) {
          if (done < samples) {
            observer.accept(session.run(batch));
          }
          done += batch.values().iterator().next().shape().dim(0);
        }
      }
    };
  }

  /** Returns the power of {@code exact} over that of the difference, in dB. */
  static double sqnrDecibels(Tensor exact, Tensor found) {
    float[] a = exact.toFloats();
    float[] b = found.toFloats();
    double power = 0;
    double error = 0;
    for (int i = 0; i < a.length; i++) {
      power += (double) a[i] * a[i];
      error += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return 10 * Math.log10(power / error);
  }
}
