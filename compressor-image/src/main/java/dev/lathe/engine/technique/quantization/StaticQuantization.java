package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * Quantizes layers with constant weights by pairs of QuantizeLinear and DequantizeLinear around
 * them; scales of activations come from calibration data.
 *
 * <p>A layer's input, weights, bias and output each get a pair, which is what ONNX Runtime and
 * TensorRT need to run the layer in integers. A rectifier behind a layer is left between it and the
 * pair of the output, whose range then begins at zero and absorbs it. Readers of a layer's output
 * that are not quantized read its rounded value too, else the runtime would have to compute it
 * twice; other values, such as the sum of a residual connection, are rounded for quantized readers
 * only.
 */
final class StaticQuantization {
  private static final int PER_CHANNEL_SINCE_OPSET = 13;

  private final Model model;
  private final Graph graph;
  private final GraphIndex index;
  private final QuantizationConfig config;
  private final Candidates candidates;
  private final int limit;
  private final SequencedMap<Node, Tensor> layersFound = new LinkedHashMap<>();
  private final SequencedSet<String> layerOutputs = new LinkedHashSet<>();

  StaticQuantization(Model model, QuantizationConfig config, int limit) {
    this.model = model;
    this.graph = model.graph();
    this.index = new GraphIndex(graph);
    this.config = config;
    this.limit = limit;
    this.candidates = new Candidates(graph, config.scope(), 0);
  }

  Quantized run(Activations activations, ProgressListener listener) {
    if (model.opset() < PER_CHANNEL_SINCE_OPSET) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "static quantization needs opset %d or newer, found %d"
              .formatted(PER_CHANNEL_SINCE_OPSET, model.opset()));
    }
    GraphEditor editor = graph.edit();
    List<QuantizedLayer> layers = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (Embeddings.isLookup(node) && graph.initializer(node.input(0)).isPresent()) {
        candidates
            .weights(node, 0)
            .filter(table -> table.shape().rank() == 2)
            .ifPresent(
                table -> layers.add(layer(node, table, Embeddings.quantize(node, table, editor))));
      } else if (LayerWeights.isLayer(node)) {
        find(node);
      }
    }
    SequencedMap<String, Range> ranges = calibrate(activations, listener);
    QuantizePairs pairs = new QuantizePairs(editor, ranges, layerOutputs, config);
    int done = 0;
    for (var found : layersFound.entrySet()) {
      layers.add(quantize(found.getKey(), found.getValue(), pairs));
      listener.progress(
          ProgressListener.Stage.QUANTIZE,
          (double) ++done / layersFound.size(),
          Candidates.nameOf(found.getKey()));
    }
    pairs.roundForAll();
    Graph changed = UnusedInitializers.remove(editor.toGraph());
    return new Quantized(model.withGraph(changed), layers, candidates.kept(), List.of());
  }

  private void find(Node node) {
    Optional<Tensor> weights = candidates.weights(node, 1);
    if (weights.isEmpty()) {
      return;
    }
    Optional<String> obstacle = LayerWeights.obstacle(node, weights.get());
    if (obstacle.isPresent()) {
      candidates.keep(node, obstacle.get());
      return;
    }
    layersFound.put(node, weights.get());
    layerOutputs.add(rounded(node));
  }

  /** Returns the value to round behind a layer: its output, or that of the rectifier behind it. */
  private String rounded(Node node) {
    return index
        .soleConsumer(node.output())
        .filter(next -> next.is("Relu") || next.is("Clip"))
        .map(Node::output)
        .orElseGet(node::output);
  }

  private SequencedMap<String, Range> calibrate(
      Activations activations, ProgressListener listener) {
    SequencedMap<String, RangeObserver> observers = new LinkedHashMap<>();
    layersFound
        .keySet()
        .forEach(node ->
            observers.putIfAbsent(
                node.input(0), RangeObserver.of(config.activations().calibration())));
    layerOutputs.forEach(value ->
        observers.putIfAbsent(value, RangeObserver.of(config.activations().calibration())));
    if (observers.isEmpty()) {
      return new LinkedHashMap<>();
    }
    activations.run(
        watched(observers.sequencedKeySet()),
        outputs -> observers.forEach((name, one) -> one.observe(floats(name, outputs))));
    listener.progress(
        ProgressListener.Stage.CALIBRATE, 1, observers.size() + " activations observed");
    SequencedMap<String, Range> ranges = new LinkedHashMap<>();
    observers.forEach((name, observer) -> ranges.put(name, range(name, observer)));
    return ranges;
  }

  /** Returns the model that puts out just these values. */
  private Model watched(SequencedSet<String> values) {
    GraphEditor editor = graph.edit();
    for (String value : values) {
      if (!index.isOutput(value)) {
        editor.addOutput(Value.of(value, new ValueType.TensorType(DType.FLOAT, Optional.empty())));
      }
    }
    return model.withGraph(editor.toGraph());
  }

  private static float[] floats(String name, SequencedMap<String, Tensor> outputs) {
    Tensor tensor = outputs.get(name);
    if (tensor == null) {
      throw new IllegalStateException("the runner did not put out '" + name + "'");
    }
    float[] values = tensor.toFloats();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new EngineException(
            Reason.INVALID_DATA,
            "activation '%s' becomes %s on the calibration data".formatted(name, value));
      }
    }
    return values;
  }

  private static Range range(String name, RangeObserver observer) {
    try {
      return observer.range();
    } catch (IllegalStateException e) {
      throw new EngineException(
          Reason.INVALID_DATA,
          "the calibration data is empty: nothing was seen of '" + name + "'",
          e);
    }
  }

  private QuantizedLayer quantize(Node node, Tensor weights, QuantizePairs pairs) {
    Range.Affine input = pairs.affine(node.input(0));
    LayerWeights layer = new LayerWeights(node, weights, config.weights().granularity());
    Optional<Tensor> bias = node.hasInput(2) ? graph.initializer(node.input(2)) : Optional.empty();
    QuantizedWeights quantized = layer.quantize(bias, input.scale(), limit);
    Node changed =
        node.withInput(0, pairs.rounded(node.input(0)))
            .withInput(1, pairs.dequantized(node.input(1), quantized, layer.axis()));
    if (bias.isPresent() && config.target() != Target.TENSOR_RT) {
      changed =
          changed.withInput(
              2, pairs.dequantizedBias(node, bias.get(), input.scale(), quantized.scales()));
    }
    pairs.replace(node, changed);
    return layer(node, weights, quantized);
  }

  private static QuantizedLayer layer(Node node, Tensor original, QuantizedWeights quantized) {
    return new QuantizedLayer(
        Candidates.nameOf(node),
        node.opType(),
        new QuantizedLayer.Bytes(original.sizeInBytes(), quantized.sizeInBytes()),
        OptionalDouble.of(quantized.sqnrDecibels()),
        OptionalDouble.empty());
  }
}
