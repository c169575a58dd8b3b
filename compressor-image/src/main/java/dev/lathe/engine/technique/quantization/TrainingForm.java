package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.shape.ShapeInference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Builds the graph that is trained for a quantization: that of the quantized model, with weights
 * and biases in floating point again and what their integers and those of activations stand for
 * computed at the very places.
 *
 * <pre>{@code
 * Q → DQ                  x → FakeQuantize(x, s)
 * DQ(integers of w)       FakeQuantize(w, s)
 * DQ(integers of b)       FakeQuantize(b, s · s of the input)
 * }</pre>
 *
 * <p>Source: Jacob et al., CVPR 2018, section 3 (arXiv:1712.05877), where the batch normalizations
 * are folded first. Departs in two points: biases are rounded too; and zero points stay as
 * calibrated.
 */
final class TrainingForm {
  /** The domain of the executor's own operators. */
  static final String DOMAIN = "dev.lathe";

  private final StaticForm form;
  private final Graph typed;
  private final GraphIndex index;
  private final GraphEditor editor;
  private final TrainingScales scales;
  private final SequencedMap<String, String> scaleOf = new LinkedHashMap<>();
  private final SequencedMap<String, String> floats = new LinkedHashMap<>();

  private TrainingForm(StaticForm form, ScaleRule rule) {
    this.form = form;
    typed = ShapeInference.infer(form.quantized().model()).graph();
    index = new GraphIndex(typed);
    editor = typed.edit();
    scales = new TrainingScales(editor, typed, rule);
  }

  /**
   * The graph that is trained.
   *
   * @param scales the values that stand for the scale initializers of the quantized model
   * @param moving what moves scales
   * @param floats the initializers that are rounded in it, by the initializers that hold their
   *     integers in the quantized model
   */
  record Built(
      Model model,
      SequencedMap<String, String> scales,
      TrainingScales.Result moving,
      SequencedMap<String, String> floats) {}

  /** Builds it for a quantized model. */
  static Built of(StaticForm form, ScaleRule rule) {
    TrainingForm building = new TrainingForm(form, rule);
    building.weights();
    building.activations();
    building.biases();
    Model model = form.quantized().model();
    return new Built(
        model.withGraph(UnusedInitializers.remove(building.editor.toGraph())).withOpset(DOMAIN, 1),
        building.scaleOf,
        building.scales.result(),
        building.floats);
  }

  private void weights() {
    for (Sites.OfWeights site : form.sites().weights()) {
      LinearLayer layer = site.layer();
      String name = named(layer.weightName(), layer.weightName());
      editor.initializer(name, layer.plainWeights());
      floats.put(site.constant().integers(), name);
      int limit = site.limit();
      String scale = scales.ofWeights(site, name);
      scaleOf.put(site.constant().scale(), scale);
      Levels levels = scales.covers(site) ? Levels.ALL : new Levels(-limit, limit);
      replace(
          site.constant().output(),
          fake(site.constant().output(), name, scale, levels)
              .withAttribute("axis", Attribute.of((long) site.axis())));
    }
  }

  /** Values of one range share a scale: runtimes move integers between them as they are. */
  private void activations() {
    Map<String, Integer> position = new HashMap<>();
    for (int i = 0; i < typed.nodes().size(); i++) {
      position.put(typed.nodes().get(i).outputs().getFirst(), i);
    }
    List<Sites.OfActivation> inOrder = new ArrayList<>(form.sites().activations());
    inOrder.sort(
        Comparator.comparingInt(site -> Objects.requireNonNull(position.get(site.integers()))));
    Map<String, Sites.OfActivation> byOutput = new HashMap<>();
    for (Sites.OfActivation site : inOrder) {
      Node first = index.producer(site.integers()).orElseThrow();
      String exact = first.input(0);
      String scale =
          sharing(site, exact, byOutput)
              .map(other -> Objects.requireNonNull(scaleOf.get(other.scale())))
              .orElseGet(() ->
                  isGiven(exact) ? scales.ofInput(site, exact) : scales.ofActivation(site, exact));
      scaleOf.put(site.scale(), scale);
      byOutput.put(site.output(), site);
      replace(
          site.output(), fake(site.output(), exact, scale, new Levels(site.low(), site.high())));
      editor.remove(first);
    }
  }

  /** Whether a value is an input of the model, or only moved since. */
  private boolean isGiven(String value) {
    return index
        .producer(value)
        .map(node -> ByteOperators.moves(node) && isGiven(node.input(0)))
        .orElseGet(() -> typed.initializer(value).isEmpty());
  }

  /** Returns the pair that a value comes from which was only moved since. */
  private Optional<Sites.OfActivation> sharing(
      Sites.OfActivation site, String exact, Map<String, Sites.OfActivation> byOutput) {
    return index
        .producer(exact)
        .filter(ByteOperators::handsOn)
        .flatMap(node ->
            node.inputs().stream()
                .flatMap(input -> Optional.ofNullable(byOutput.get(input)).stream())
                .filter(other -> other.affine().equals(site.affine()))
                .findFirst());
  }

  private void biases() {
    for (Sites.OfBias site : form.sites().biases()) {
      LinearLayer layer = site.layer();
      String name = named(layer.node().input(2), layer.name() + "_bias");
      editor.initializer(name, site.value());
      floats.put(site.constant().integers(), name);
      String unit = editor.freshName(name + "_unit");
      String ofInput = scaleOf.get(form.sites().activation(layer.input()).scale());
      String ofWeights = scaleOf.get(form.sites().weights(layer.weightName()).constant().scale());
      editor.add(
          Node.of(
              "Mul",
              unit,
              List.of(Objects.requireNonNull(ofInput), Objects.requireNonNull(ofWeights)),
              List.of(unit)));
      String output = site.constant().output();
      replace(output, fake(output, name, unit, Levels.ALL).withAttribute("axis", Attribute.of(0)));
    }
  }

  private record Levels(float low, float high) {
    /** As many as it takes. */
    static final Levels ALL = new Levels(-(float) Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  private Node fake(String output, String x, String scale, Levels levels) {
    Optional<String> change = scales.change(scale);
    return new Node(
            output,
            DOMAIN,
            "FakeQuantize",
            change.map(value -> List.of(x, scale, value)).orElseGet(() -> List.of(x, scale)),
            List.of(output),
            Map.of(),
            Residue.none())
        .withAttribute("low", Attribute.of(levels.low()))
        .withAttribute("high", Attribute.of(levels.high()))
        .withAttribute("learns", Attribute.of(change.isPresent() ? 1 : 0));
  }

  private void replace(String output, Node replacement) {
    editor.replace(index.producer(output).orElseThrow(), replacement);
  }

  /** Returns the name that something has in the source, if it is free, or one like another. */
  private String named(String source, String otherwise) {
    boolean isFree =
        !source.isEmpty() && typed.initializer(source).isEmpty() && !floats.containsValue(source);
    return isFree ? source : editor.freshName(otherwise);
  }
}
