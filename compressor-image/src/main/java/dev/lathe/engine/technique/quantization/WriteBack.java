package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * Writes what was learnt into the quantized model: the same graph with the trained integers, scales
 * and whatever stayed in floating point. Nothing is calibrated again.
 */
final class WriteBack {
  private final StaticForm form;
  private final TrainingForm.Built built;
  private final Graph trained;
  private final GraphEditor editor;
  private final Map<String, Tensor> scales;
  private final Map<String, QuantizedWeights> weights = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  private WriteBack(StaticForm form, TrainingForm.Built built, Model trained) {
    this.form = form;
    this.built = built;
    this.trained = trained.graph();
    editor = form.quantized().model().graph().edit();
    scales = scales(trained);
  }

  /**
   * Returns the quantized model with what was learnt.
   *
   * @param trained the graph of {@code built} after training
   */
  static Quantized apply(StaticForm form, TrainingForm.Built built, Model trained) {
    WriteBack writing = new WriteBack(form, built, trained);
    writing.floats();
    writing.weights();
    writing.activations();
    writing.biases();
    Quantized before = form.quantized();
    List<String> notes = new ArrayList<>(before.notes());
    notes.addAll(writing.notes);
    return new Quantized(
        before.model().withGraph(writing.editor.toGraph()),
        before.layers().stream().map(writing::described).toList(),
        before.kept(),
        notes);
  }

  /** Returns the scales as training had them, to the bit, by the values that stood for them. */
  private Map<String, Tensor> scales(Model model) {
    Map<String, Tensor> found = new HashMap<>();
    built
        .scales()
        .values()
        .forEach(name -> trained.initializer(name).ifPresent(fixed -> found.put(name, fixed)));
    SequencedMap<String, dev.lathe.engine.graph.Initializer> read = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    for (Node node : model.graph().nodes()) {
      if (built.moving().carried().containsValue(node.output())) {
        found.put(node.output(), trained.initializer(node.input(1)).orElseThrow());
      } else if (built.scales().containsValue(node.output())) {
        nodes.add(node);
        outputs.add(Value.of(node.output(), new TensorType(DType.FLOAT, Optional.empty())));
        node.inputs()
            .forEach(
                name -> read.put(name, Objects.requireNonNull(trained.initializers().get(name))));
      }
    }
    if (!nodes.isEmpty()) {
      Graph graph =
          new Graph(
              "scales",
              nodes,
              List.of(),
              outputs,
              read,
              new LinkedHashMap<>(),
              new LinkedHashMap<>(),
              Residue.none());
      try (Executor executor = Executor.compile(model.withGraph(graph))) {
        found.putAll(executor.run(Map.of()));
      }
    }
    return found;
  }

  private Tensor scale(String initializer) {
    return Objects.requireNonNull(scales.get(built.scales().get(initializer)));
  }

  private Tensor floats(Sites.Constant constant) {
    String name = Objects.requireNonNull(built.floats().get(constant.integers()));
    return trained.initializer(name).orElseThrow();
  }

  /** What is in floating point in both: the scales of normalizations, layers that are kept. */
  private void floats() {
    form.quantized()
        .model()
        .graph()
        .initializers()
        .forEach((name, old) -> {
          boolean isScale = built.scales().containsKey(name);
          trained
              .initializer(name)
              .filter(tensor -> !isScale && !tensor.equals(old.tensor()))
              .ifPresent(tensor -> editor.initializer(name, tensor));
        });
  }

  private void weights() {
    for (Sites.OfWeights site : form.sites().weights()) {
      Sites.Constant constant = site.constant();
      Tensor fitting = fitting(site);
      QuantizedWeights integers =
          QuantizedWeights.by(fitting, floats(constant), site.axis(), site.limit());
      weights.put(site.layer().weightName(), integers);
      editor.initializer(constant.integers(), integers.values());
      editor.initializer(constant.scale(), fitting);
    }
  }

  /** Returns the trained scales, raised where an int32 could not hold a bias otherwise. */
  private Tensor fitting(Sites.OfWeights site) {
    float[] values = scale(site.constant().scale()).toFloats();
    int raised = 0;
    for (Sites.OfBias bias : form.sites().biases()) {
      if (bias.layer().weightName().equals(site.layer().weightName())) {
        float input = scale(form.sites().activation(bias.layer().input()).scale()).floatAt(0);
        float[] numbers = floats(bias.constant()).toFloats();
        for (int i = 0; i < numbers.length; i++) {
          int channel = values.length == 1 ? 0 : i;
          float least = (float) (Math.abs(numbers[i]) / StaticQuantization.LARGEST_BIAS / input);
          if (values[channel] < least) {
            values[channel] = least;
            raised++;
          }
        }
      }
    }
    if (raised > 0) {
      notes.add(
          "%s: %s of weights %s raised after training, for the bias to fit 32 bits"
              .formatted(
                  site.layer().name(),
                  Count.of(raised, "scale"),
                  Count.form(raised, "was", "were")));
    }
    return Tensor.ofFloats(scale(site.constant().scale()).shape(), values);
  }

  private void activations() {
    for (Sites.OfActivation site : form.sites().activations()) {
      editor.initializer(site.scale(), scale(site.scale()));
    }
  }

  private void biases() {
    for (Sites.OfBias site : form.sites().biases()) {
      float input = scale(form.sites().activation(site.layer().input()).scale()).floatAt(0);
      Tensor ofWeights = Objects.requireNonNull(weights.get(site.layer().weightName())).scales();
      float[] units = ofWeights.toFloats();
      for (int i = 0; i < units.length; i++) {
        units[i] *= input;
      }
      float[] numbers = floats(site.constant()).toFloats();
      int[] integers = new int[numbers.length];
      for (int i = 0; i < numbers.length; i++) {
        integers[i] = (int) Math.rint(numbers[i] / units[units.length == 1 ? 0 : i]);
      }
      editor.initializer(site.constant().integers(), Tensor.ofInts(site.value().shape(), integers));
      editor.initializer(site.constant().scale(), Tensor.ofFloats(ofWeights.shape(), units));
    }
  }

  private QuantizedLayer described(QuantizedLayer before) {
    return form.layers().stream()
        .filter(layer -> layer.name().equals(before.name()))
        .findFirst()
        .flatMap(layer -> Optional.ofNullable(weights.get(layer.weightName())))
        .map(integers ->
            new QuantizedLayer(
                before.name(),
                before.opType(),
                before.bytes(),
                OptionalDouble.of(integers.sqnrDecibels()),
                OptionalDouble.empty()))
        .orElse(before);
  }
}
