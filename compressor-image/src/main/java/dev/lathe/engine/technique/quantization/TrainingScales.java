package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * Makes scales of quantization move in a graph that is trained.
 *
 * <p>A learned scale is {@code base · exp(rate · growth)}, of which {@code growth}, zero at first,
 * is trained: so a scale stays above zero, and a step of it is relative to its size.
 *
 * <p>Source: Esser et al., "Learned Step Size Quantization", ICLR 2020 (arXiv:1902.08153): the
 * gradient of the scale is that of section 2.1. Departs in four points. The scale itself is trained
 * there; with {@code rate = √g / base}, where g = 1 / √(numbers · levels) is the factor of section
 * 2.2, a step of plain descent is theirs to first order, and that is the rate under {@link
 * dev.lathe.engine.execute.Update.Sgd}; updates that divide by the gradient's size have the rate 1.
 * Scales start from those of the calibrated model, not from the mean of magnitudes. The zero point
 * of an activation is kept. And so is the scale of an input of the model. Behind a {@code Clip} a
 * scale grows no further than {@link ClippedScale} says.
 *
 * <p>Scales of weights of 7 or 8 bits that are found by themselves cover the largest weight of the
 * moment, as in Jacob et al., CVPR 2018, section 3.1 (arXiv:1712.05877): nothing is clipped, so the
 * gradient of the weights passes as it is and the scale needs none.
 *
 * <p>A moving scale follows the least that covers what is seen, as there.
 */
final class TrainingScales {
  /** Levels on one side of zero that are fine enough to spend the last on the largest weight. */
  private static final int FINE = 63;

  private final GraphEditor editor;
  private final Graph typed;
  private final ScaleRule rule;
  private final ClippedScale clipped;
  private final List<String> trained = new ArrayList<>();
  private final Map<String, String> changes = new HashMap<>();
  private final SequencedMap<String, String> carried = new LinkedHashMap<>();
  private Optional<String> share = Optional.empty();

  TrainingScales(GraphEditor editor, Graph typed, ScaleRule rule) {
    this.editor = editor;
    this.typed = typed;
    this.rule = rule;
    clipped = new ClippedScale(typed);
  }

  /**
   * What moves.
   *
   * @param trained initializers that learned scales grow by
   * @param carried initializers of moving scales, and what each becomes
   * @param share the input that says by what share moving scales move, FLOAT []
   */
  record Result(
      List<String> trained, SequencedMap<String, String> carried, Optional<String> share) {}

  Result result() {
    return new Result(trained, carried, share);
  }

  /** Returns the value that a learned scale gets its gradient through; empty for all others. */
  Optional<String> change(String scale) {
    return Optional.ofNullable(changes.get(scale));
  }

  /**
   * Returns the value that stands for the scale of an input of the model. It is not learned: the
   * data stay what they were calibrated on, and it would take the gradient of the input, which for
   * few channels costs more than the whole layer.
   */
  String ofInput(Sites.OfActivation site, String exact) {
    return switch (rule.scales()) {
      case AUTO, LEARNED -> site.scale();
      case MOVING -> ofActivation(site, exact);
    };
  }

  /** Returns the value that stands for the scale of an activation. */
  String ofActivation(Sites.OfActivation site, String exact) {
    return switch (rule.scales()) {
      case AUTO, LEARNED ->
          learned(site.scale(), numbersOfSample(exact), site.high(), clipped.largest(site, exact));
      case MOVING -> followed(site.scale(), exact, 0, site.low(), site.high());
    };
  }

  /**
   * Returns the value that stands for the scales of weights.
   *
   * @param name the initializer that holds the weights now
   */
  String ofWeights(Sites.OfWeights site, String name) {
    if (covers(site)) {
      return covering(site, name);
    }
    String scale = site.constant().scale();
    Tensor weights = site.layer().plainWeights();
    long numbers = weights.elementCount() / initial(scale).elementCount();
    return switch (rule.scales()) {
      case AUTO, LEARNED -> learned(scale, OptionalLong.of(numbers), site.limit(), Float.MAX_VALUE);
      case MOVING -> followed(scale, name, site.axis(), -site.limit(), site.limit());
    };
  }

  /** Whether no weight is ever beyond the last level, however it is trained. */
  boolean covers(Sites.OfWeights site) {
    return rule.scales() == Awareness.Scales.AUTO && site.limit() >= FINE;
  }

  private String covering(Sites.OfWeights site, String name) {
    String scale = site.constant().scale();
    String value = editor.freshName(scale + "_covering");
    long axis = initial(scale).elementCount() == 1 ? -1 : site.axis();
    add(
        "CoveringScale",
        List.of(value),
        Map.of("axis", Attribute.of(axis), "high", Attribute.of((float) site.limit())),
        name);
    return value;
  }

  private Tensor initial(String scale) {
    return typed.initializer(scale).orElseThrow();
  }

  /**
   * @param numbers how many numbers a scale is shared by, if that is known
   * @param most what it may grow to
   */
  private String learned(String scale, OptionalLong numbers, int levels, float most) {
    Tensor base = initial(scale);
    String growth = editor.freshName(scale + "_growth");
    String value = editor.freshName(scale + "_learned");
    editor.initializer(growth, Tensor.ofFloats(base.shape(), new float[(int) base.elementCount()]));
    double rate = 1;
    if (rule.balances() && numbers.isPresent()) {
      double mean = 0;
      for (float each : base.toFloats()) {
        mean += each / base.elementCount();
      }
      rate = Math.pow((double) numbers.getAsLong() * levels, -0.25) / mean;
    }
    trained.add(growth);
    String change = editor.freshName(scale + "_change");
    changes.put(value, change);
    add(
        "LearnedScale",
        List.of(value, change),
        Map.of("rate", Attribute.of((float) rate), "most", Attribute.of(most)),
        growth,
        scale);
    return value;
  }

  private String followed(String scale, String of, int axis, int low, int high) {
    String value = editor.freshName(scale + "_followed");
    if (share.isEmpty()) {
      String name = editor.freshName("share_of_new_ranges");
      editor.addInput(Value.of(name, new TensorType(DType.FLOAT, Optional.of(List.of()))));
      share = Optional.of(name);
    }
    add(
        "FollowedScale",
        List.of(value),
        Map.of(
            "axis", Attribute.of((long) axis),
            "low", Attribute.of((float) low),
            "high", Attribute.of((float) high)),
        of,
        scale,
        share.get());
    carried.put(scale, value);
    return value;
  }

  private void add(
      String operator, List<String> outputs, Map<String, Attribute> attributes, String... inputs) {
    editor.add(
        new Node(
            outputs.getFirst(),
            TrainingForm.DOMAIN,
            operator,
            List.of(inputs),
            outputs,
            attributes,
            Residue.none()));
  }

  private OptionalLong numbersOfSample(String value) {
    Optional<List<Dim>> dims =
        typed
            .declaredType(value)
            .filter(TensorType.class::isInstance)
            .flatMap(type -> ((TensorType) type).shape());
    if (dims.isEmpty()) {
      return OptionalLong.empty();
    }
    long numbers = 1;
    for (Dim dim : dims.get().subList(Math.min(1, dims.get().size()), dims.get().size())) {
      if (!(dim instanceof Dim.Known(long extent))) {
        return OptionalLong.empty();
      }
      numbers *= extent;
    }
    return OptionalLong.of(numbers);
  }
}
