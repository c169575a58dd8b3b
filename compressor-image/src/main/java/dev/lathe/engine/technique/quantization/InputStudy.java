package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;

/** Runs a model over the calibration data to learn of its matrix products. */
final class InputStudy {
  /** Gram matrices held at a time; more inputs than fit are studied in further runs. */
  private static final long MOST_GRAM_BYTES = 256L << 20;

  private final Model model;
  private final Activations activations;
  private final ProgressListener listener;

  InputStudy(Model model, Activations activations, ProgressListener listener) {
    this.model = model;
    this.activations = activations;
    this.listener = listener;
  }

  /**
   * What was learnt.
   *
   * @param inputs statistics by the name of a product's input
   * @param outputEnergies sum of squares by the name of a product's output
   */
  record Findings(
      SequencedMap<String, InputStatistics> inputs, SequencedMap<String, Double> outputEnergies) {
    static final Findings NONE = new Findings(new LinkedHashMap<>(), new LinkedHashMap<>());

    Findings {
      inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
      outputEnergies = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputEnergies));
    }

    Optional<InputStatistics> input(String value) {
      return Optional.ofNullable(inputs.get(value));
    }

    OptionalDouble outputEnergy(String value) {
      Double energy = outputEnergies.get(value);
      return energy == null ? OptionalDouble.empty() : OptionalDouble.of(energy);
    }

    /** Returns the means of the inputs, along their last axis. */
    SequencedMap<String, List<Double>> means() {
      SequencedMap<String, List<Double>> means = new LinkedHashMap<>();
      inputs.forEach(
          (value, seen) -> means.put(value, DoubleStream.of(seen.mean()).boxed().toList()));
      return means;
    }

    /** Returns these findings with other statistics for an input. */
    Findings with(String value, InputStatistics statistics) {
      SequencedMap<String, InputStatistics> changed = new LinkedHashMap<>(inputs);
      changed.put(value, statistics);
      return new Findings(changed, outputEnergies);
    }
  }

  /** The names of the outputs that hold what is to be known of one value. */
  private record Outputs(String size, String low, String high, String sum, String gram) {}

  /**
   * Studies the inputs and outputs of products.
   *
   * @param withGram whether Gram matrices and the energies of outputs are wanted
   * @throws EngineException if there is no data, or a value becomes infinite or not a number
   */
  Findings of(List<LinearLayer> layers, boolean withGram) {
    List<List<LinearLayer>> runs = runs(layers, withGram);
    Findings findings = Findings.NONE;
    for (int run = 0; run < runs.size(); run++) {
      listener.progress(
          ProgressListener.Stage.CALIBRATE,
          (double) run / runs.size(),
          "reading the inputs of " + Count.of(runs.get(run).size(), "layer"));
      Findings more = study(runs.get(run), withGram);
      SequencedMap<String, InputStatistics> inputs = new LinkedHashMap<>(findings.inputs());
      SequencedMap<String, Double> energies = new LinkedHashMap<>(findings.outputEnergies());
      inputs.putAll(more.inputs());
      energies.putAll(more.outputEnergies());
      findings = new Findings(inputs, energies);
    }
    return findings;
  }

  /** Puts products into groups whose Gram matrices fit, those of one input together. */
  private static List<List<LinearLayer>> runs(List<LinearLayer> layers, boolean withGram) {
    SequencedMap<String, List<LinearLayer>> byInput = new LinkedHashMap<>();
    for (LinearLayer layer : layers) {
      if (layer.isProduct()) {
        byInput.computeIfAbsent(layer.input(), input -> new ArrayList<>()).add(layer);
      }
    }
    List<List<LinearLayer>> runs = new ArrayList<>();
    long bytes = 0;
    for (List<LinearLayer> readers : byInput.values()) {
      long width = readers.getFirst().inputs();
      long more = withGram ? 8 * width * width : 0;
      if (runs.isEmpty() || bytes + more > MOST_GRAM_BYTES) {
        runs.add(new ArrayList<>());
        bytes = 0;
      }
      runs.getLast().addAll(readers);
      bytes += more;
    }
    return runs;
  }

  private Findings study(List<LinearLayer> layers, boolean withGram) {
    Probe probe = new Probe(model);
    Map<String, Outputs> outputs = new HashMap<>();
    Map<String, String> energyOutputs = new HashMap<>();
    SequencedMap<String, InputStatistics> inputs = new LinkedHashMap<>();
    SequencedMap<String, Double> energies = new LinkedHashMap<>();
    for (LinearLayer layer : layers) {
      String value = layer.input();
      if (!inputs.containsKey(value)) {
        inputs.put(value, new InputStatistics(layer.inputs(), withGram));
        outputs.put(value, watch(probe, value, layer.inputs(), withGram));
      }
      if (withGram) {
        energies.put(layer.node().output(), 0.0);
        energyOutputs.put(
            layer.node().output(), probe.reduced(layer.node().output(), "ReduceSumSquare"));
      }
    }
    activations.run(
        probe.toModel(),
        batch -> {
          inputs.forEach(
              (value, seen) -> take(batch, Objects.requireNonNull(outputs.get(value)), seen));
          energies.replaceAll((value, sum) ->
              sum + get(batch, Objects.requireNonNull(energyOutputs.get(value))).floatAt(0));
        });
    inputs.forEach(this::requireUsable);
    return new Findings(inputs, energies);
  }

  private static Outputs watch(Probe probe, String value, int width, boolean withGram) {
    return new Outputs(
        probe.size(value),
        probe.reducedByChannel(value, width, "ReduceMin"),
        probe.reducedByChannel(value, width, "ReduceMax"),
        probe.reducedByChannel(value, width, "ReduceSum"),
        withGram ? probe.gram(value, width) : "");
  }

  private static void take(
      SequencedMap<String, Tensor> batch, Outputs outputs, InputStatistics statistics) {
    statistics.add(
        get(batch, outputs.size()).longAt(0) / statistics.width(),
        get(batch, outputs.low()).toFloats(),
        get(batch, outputs.high()).toFloats(),
        get(batch, outputs.sum()).toFloats());
    if (!outputs.gram().isEmpty()) {
      statistics.addGram(get(batch, outputs.gram()).toFloats());
    }
  }

  static Tensor get(SequencedMap<String, Tensor> batch, String output) {
    Tensor tensor = batch.get(output);
    if (tensor == null) {
      throw new IllegalStateException("the runner did not put out '" + output + "'");
    }
    return tensor;
  }

  private void requireUsable(String value, InputStatistics statistics) {
    if (statistics.rows() == 0) {
      throw activations.failure(
          "the calibration data is empty: nothing was seen of '" + value + "'");
    }
    if (!statistics.isFinite()) {
      throw activations.failure(
          "activation '%s' becomes infinite or not a number on the calibration data"
              .formatted(value));
    }
  }
}
