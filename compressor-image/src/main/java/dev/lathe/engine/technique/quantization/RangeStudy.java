package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.quantization.Calibration.Method;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model over the calibration data to choose the ranges of its activations.
 *
 * <p>Smallest and largest values are found within the graph, so that activations themselves are
 * never put out. Histograms need them; they are filled in further runs, of as many activations at a
 * time as fit beside each other.
 */
final class RangeStudy {
  /** What the activations of one batch that are put out together may take. */
  private static final long MOST_BATCH_BYTES = 128L << 20;

  private final Model model;
  private final Activations activations;
  private final Calibration calibration;
  private final ProgressListener listener;

  RangeStudy(
      Model model, Activations activations, Calibration calibration, ProgressListener listener) {
    this.model = model;
    this.activations = activations;
    this.calibration = calibration;
    this.listener = listener;
  }

  /**
   * What was learnt.
   *
   * @param means along axis 1
   */
  record Findings(SequencedMap<String, Range> ranges, SequencedMap<String, List<Double>> means) {}

  /** The names of the outputs that hold what is to be known of one value. */
  private record Outputs(String size, String low, String high, String sum) {}

  /** What was seen of one value. */
  private record Extent(float low, float high, long mostElements) {
    static final Extent NONE = new Extent(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0);

    Extent and(@Nullable Extent other) {
      return other == null
          ? this
          : new Extent(
              Math.min(low, other.low),
              Math.max(high, other.high),
              Math.max(mostElements, other.mostElements));
    }
  }

  /**
   * Chooses the range of each value.
   *
   * @param ranks of those of the values whose means are wanted too, by their axis 1
   * @throws EngineException if there is no data, or a value becomes infinite or not a number
   */
  Findings of(SequencedCollection<String> values, SequencedMap<String, Integer> ranks) {
    listener.progress(
        ProgressListener.Stage.CALIBRATE,
        0,
        "reading the ranges of " + Count.of(values.size(), "activation"));
    SequencedMap<String, ChannelSum> sums = new LinkedHashMap<>();
    SequencedMap<String, Extent> extents = extents(values, ranks, sums);
    SequencedMap<String, List<Double>> means = new LinkedHashMap<>();
    sums.forEach((value, sum) -> means.put(value, sum.means()));
    SequencedMap<String, Range> ranges = new LinkedHashMap<>();
    if (calibration.method() == Method.MIN_MAX) {
      extents.forEach((value, extent) -> ranges.put(value, new Range(extent.low(), extent.high())));
      return new Findings(ranges, means);
    }
    List<List<String>> groups = groups(extents);
    for (int i = 0; i < groups.size(); i++) {
      listener.progress(
          ProgressListener.Stage.CALIBRATE,
          (i + 1.0) / (groups.size() + 1),
          "counting the values of " + Count.of(groups.get(i).size(), "activation"));
      ranges.putAll(observed(groups.get(i)));
    }
    return new Findings(ranges, means);
  }

  /** Adds up the channels of a value, batch by batch. */
  private static final class ChannelSum {
    private final String output;
    private double[] sums = new double[0];
    private long elements;

    ChannelSum(String output) {
      this.output = output;
    }

    void add(float[] batch, long count) {
      sums = sums.length == 0 ? new double[batch.length] : sums;
      for (int channel = 0; channel < batch.length; channel++) {
        sums[channel] += batch[channel];
      }
      elements += count;
    }

    List<Double> means() {
      return Arrays.stream(sums).mapToObj(sum -> sum / elements * sums.length).toList();
    }
  }

  private SequencedMap<String, Extent> extents(
      SequencedCollection<String> values,
      SequencedMap<String, Integer> ranks,
      SequencedMap<String, ChannelSum> sums) {
    Probe probe = new Probe(model);
    SequencedMap<String, Outputs> outputs = new LinkedHashMap<>();
    SequencedMap<String, Extent> extents = new LinkedHashMap<>();
    for (String value : values) {
      outputs.put(
          value,
          new Outputs(
              probe.size(value),
              probe.reduced(value, "ReduceMin"),
              probe.reduced(value, "ReduceMax"),
              probe.reduced(value, "ReduceSum")));
      extents.put(value, Extent.NONE);
    }
    ranks.forEach(
        (value, rank) -> sums.put(value, new ChannelSum(probe.sumByAxisOne(value, rank))));
    activations.run(
        probe.toModel(),
        batch ->
            outputs.forEach((value, names) -> {
              Extent now = seen(value, batch, names);
              extents.compute(value, (same, before) -> now.and(before));
              ChannelSum sum = sums.get(value);
              if (sum != null && now.mostElements() > 0) {
                sum.add(InputStudy.get(batch, sum.output).toFloats(), now.mostElements());
              }
            }));
    extents.forEach(this::requireSeen);
    return extents;
  }

  private void requireSeen(String value, Extent extent) {
    if (extent.mostElements() == 0) {
      throw activations.failure(
          "the calibration data is empty: nothing was seen of '" + value + "'");
    }
  }

  /** Reductions to the smallest and largest ignore what is not a number; the sum does not. */
  private Extent seen(String value, SequencedMap<String, Tensor> batch, Outputs names) {
    long elements = InputStudy.get(batch, names.size()).longAt(0);
    if (elements == 0) {
      return Extent.NONE;
    }
    float low = InputStudy.get(batch, names.low()).floatAt(0);
    float high = InputStudy.get(batch, names.high()).floatAt(0);
    float sum = InputStudy.get(batch, names.sum()).floatAt(0);
    if (!Float.isFinite(low) || !Float.isFinite(high) || Float.isNaN(sum)) {
      throw activations.failure(
          "activation '%s' becomes %s on the calibration data"
              .formatted(value, Float.isNaN(sum) ? sum : Float.isFinite(low) ? high : low));
    }
    return new Extent(low, high, elements);
  }

  private static List<List<String>> groups(SequencedMap<String, Extent> extents) {
    List<List<String>> groups = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, Extent> value : extents.entrySet()) {
      long more = 4 * value.getValue().mostElements();
      if (groups.isEmpty() || bytes + more > MOST_BATCH_BYTES) {
        groups.add(new ArrayList<>());
        bytes = 0;
      }
      groups.getLast().add(value.getKey());
      bytes += more;
    }
    return groups;
  }

  private SequencedMap<String, Range> observed(List<String> values) {
    Probe probe = new Probe(model);
    SequencedMap<String, RangeObserver> observers = new LinkedHashMap<>();
    values.forEach(value -> observers.put(probe.value(value), RangeObserver.of(calibration)));
    activations.run(
        probe.toModel(),
        batch ->
            observers.forEach(
                (value, observer) -> observer.observe(InputStudy.get(batch, value).toFloats())));
    SequencedMap<String, Range> ranges = new LinkedHashMap<>();
    observers.forEach((value, observer) -> ranges.put(value, observer.range()));
    return ranges;
  }
}
