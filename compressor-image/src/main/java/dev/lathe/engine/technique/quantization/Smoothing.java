package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Scales outlying channels of activations down and the weights behind them up, so that one channel
 * does not take most of the 256 steps that all have to share. The function stays as it is.
 *
 * <p>Source: Xiao et al., "SmoothQuant: Accurate and Efficient Post-Training Quantization for Large
 * Language Models", ICML 2023, section 4 (arXiv:2211.10438). Departs in two points. Its factors
 * (equation 4, max|X|^α / max|W|^(1-α)) move every channel; on a 384-wide sentence encoder with
 * 7-bit weights that lost more in the weights than it won. Here a channel is scaled only as far as
 * it exceeds twice the median of all channels' largest values. And where the factors cannot go into
 * the layer before, since a residual connection reads the same value, a multiplication is put in;
 * it costs a pass over the activation, so it has to make the range more than four times as fine.
 */
final class Smoothing {
  /** How far beyond the median a channel may reach. */
  private static final float ALLOWED = 2;

  /** How much finer the range must become for a multiplication at run time. */
  private static final float WORTH_A_NODE = 4.25f;

  /** How much finer the range must become where it costs nothing. */
  private static final float WORTH_DOING = 1.25f;

  private Smoothing() {}

  /**
   * A model that computes the same.
   *
   * @param findings on its products
   * @param folded values whose factors went into the layer before, so that their ranges changed
   * @param inserted values that are multiplied at run time now
   */
  record Smoothed(
      Model model, InputStudy.Findings findings, List<String> folded, List<String> inserted) {
    Smoothed {
      folded = List.copyOf(folded);
      inserted = List.copyOf(inserted);
    }
  }

  /** Smooths the inputs of those of the layers that are products. */
  static Smoothed apply(Model model, List<LinearLayer> layers, InputStudy.Findings findings) {
    GraphIndex index = new GraphIndex(model.graph());
    SequencedMap<String, List<LinearLayer>> byInput = new LinkedHashMap<>();
    for (LinearLayer layer : layers) {
      if (layer.isProduct()) {
        byInput.computeIfAbsent(layer.input(), input -> new ArrayList<>()).add(layer);
      }
    }
    Smoothed result = new Smoothed(model, findings, List.of(), List.of());
    for (List<LinearLayer> readers : byInput.values()) {
      boolean ownWeights =
          readers.stream().allMatch(layer -> index.consumers(layer.weightName()).size() == 1);
      Optional<InputStatistics> seen = findings.input(readers.getFirst().input());
      if (ownWeights && seen.isPresent()) {
        result = smooth(result, readers, seen.get());
      }
    }
    return result;
  }

  private static Smoothed smooth(Smoothed before, List<LinearLayer> readers, InputStatistics seen) {
    String input = readers.getFirst().input();
    float[] divisors = divisors(seen.absMax());
    InputStatistics divided = seen.dividedBy(divisors);
    float gain = (seen.max() - seen.min()) / (divided.max() - divided.min());
    if (!(gain >= WORTH_DOING)) {
      return before;
    }
    List<String> outputs = readers.stream().map(layer -> layer.node().output()).toList();
    Optional<SequencedMap<String, Tensor>> constants =
        new DivideAtSource(before.model()).constants(input, outputs, divisors);
    if (constants.isEmpty() && gain < WORTH_A_NODE) {
      return before;
    }
    Graph graph = before.model().graph();
    GraphEditor editor = graph.edit();
    for (LinearLayer layer : readers) {
      // read anew: folding another input may have changed them
      editor.initializer(
          layer.weightName(),
          multiplied(layer, graph.initializer(layer.weightName()).orElseThrow(), divisors));
    }
    List<String> folded = new ArrayList<>(before.folded());
    List<String> inserted = new ArrayList<>(before.inserted());
    String smooth = input;
    if (constants.isPresent()) {
      constants.get().forEach(editor::initializer);
      folded.add(input);
    } else {
      smooth = insert(editor, graph, input, outputs, divisors);
      inserted.add(input);
    }
    return new Smoothed(
        before.model().withGraph(editor.toGraph()),
        before.findings().with(smooth, divided),
        folded,
        inserted);
  }

  /** Returns by what to divide each channel, at least 1. */
  static float[] divisors(float[] absMax) {
    float[] sorted = absMax.clone();
    Arrays.sort(sorted);
    float limit = ALLOWED * sorted[sorted.length / 2];
    float[] divisors = new float[absMax.length];
    for (int channel = 0; channel < divisors.length; channel++) {
      divisors[channel] =
          limit >= Float.MIN_NORMAL && absMax[channel] > limit ? absMax[channel] / limit : 1;
    }
    return divisors;
  }

  private static Tensor multiplied(LinearLayer layer, Tensor weights, float[] factors) {
    float[] values = weights.toFloats();
    int outputs = layer.outputs();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[layer.isTransposed() ? i % factors.length : i / outputs];
    }
    return Tensor.ofFloats(weights.shape(), values);
  }

  private static String insert(
      GraphEditor editor, Graph graph, String input, List<String> readers, float[] divisors) {
    float[] factors = new float[divisors.length];
    for (int channel = 0; channel < factors.length; channel++) {
      factors[channel] = 1 / divisors[channel];
    }
    String constant = editor.freshName(input + "_smoothing");
    editor.initializer(constant, Tensor.ofFloats(Shape.of(factors.length), factors));
    String smooth = editor.freshName(input + "_smooth");
    Node multiply = Node.of("Mul", smooth, List.of(input, constant), List.of(smooth));
    boolean placed = false;
    for (Node node : graph.nodes()) {
      if (!node.outputs().isEmpty() && readers.contains(node.output())) {
        if (!placed) {
          editor.insertBefore(node, multiply);
          placed = true;
        }
        editor.replace(node, node.withInput(0, smooth));
      }
    }
    return smooth;
  }
}
