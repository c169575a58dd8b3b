package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Extreme;
import dev.lathe.engine.evaluate.metric.F1Score;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.evaluate.metric.PairedAccuracy;
import dev.lathe.engine.evaluate.metric.Resampled;
import dev.lathe.engine.evaluate.metric.SampleMean;
import dev.lathe.engine.evaluate.metric.SampleShare;
import dev.lathe.engine.evaluate.metric.SignalToNoise;
import dev.lathe.engine.evaluate.statistic.PairedProportions;
import dev.lathe.engine.evaluate.statistic.Proportion;
import dev.lathe.engine.evaluate.statistic.SampleStatistic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** Turns the samples' numbers into what is known of each metric. */
final class SampleEvidence {
  private final String output;
  private final SampleLog log;
  private final long seed;

  SampleEvidence(String output, SampleLog log, long seed) {
    this.output = output;
    this.log = log;
    this.seed = seed;
  }

  /** Returns the evidence of all metrics of labels and outputs. */
  Map<Metric, Evidence> all() {
    Map<Metric, Evidence> all = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      switch (metric.source()) {
        case LABELS, OUTPUTS -> all.put(metric, log.notNumbers() > 0 ? spoilt() : of(metric));
        case MODEL, RUNS -> {}
      }
    }
    return all;
  }

  private Evidence spoilt() {
    return new Evidence.Spoilt(
        "the candidate's output '%s' is NaN or infinite for %d of %d samples, the first is sample %d"
            .formatted(output, log.notNumbers(), log.size(), log.firstNotNumber().orElseThrow()),
        log.size());
  }

  private Evidence of(Metric metric) {
    return switch (metric) {
      case ACCURACY ->
          paired(
              i -> log.originalClass.get(i) == log.label.get(i),
              i -> log.candidateClass.get(i) == log.label.get(i));
      case TOP5_ACCURACY ->
          paired(i -> log.originalTop.get(i) == 1, i -> log.candidateTop.get(i) == 1);
      case F1 ->
          labels(() ->
              new Resampled(
                  log.size(),
                  f1(log.candidateClass.toInts()),
                  f1(log.originalClass.toInts()),
                  seed));
      case AGREEMENT -> agreement();
      case COSINE_MEAN -> mean(1, log.cosine);
      case COSINE_MIN ->
          new Extreme(Arrays.stream(log.cosine.toArray()).min().orElseThrow(), 1, log.size());
      case MEAN_SQUARED_ERROR -> mean(0, log.meanSquaredError);
      case SQNR ->
          Resampled.against(
              SignalToNoise.MOST,
              log.size(),
              new SignalToNoise(log.signal.toArray(), log.meanSquaredError.toArray()),
              seed);
      case KL_DIVERGENCE -> mean(0, log.divergence);
      case SIZE_BYTES, PARAMETERS, MACS, SPARSITY, LATENCY_P50, LATENCY_P99 ->
          throw new IllegalArgumentException(metric + " is not computed from samples");
    };
  }

  private Evidence labels(java.util.function.Supplier<Evidence> evidence) {
    if (!log.isLabelled()) {
      return new Evidence.Absent("the evaluation data has no labels");
    }
    return log.hasOneClassPerSample()
        ? evidence.get()
        : new Evidence.Absent(
            "labels need an output [n, classes], but '%s' has several positions a sample"
                .formatted(output));
  }

  private Evidence paired(IntPredicate original, IntPredicate candidate) {
    return labels(() -> {
      long[] counts = new long[4];
      for (int i = 0; i < log.size(); i++) {
        counts[(original.test(i) ? 0 : 2) + (candidate.test(i) ? 0 : 1)]++;
      }
      return new PairedAccuracy(new PairedProportions(counts[0], counts[1], counts[2], counts[3]));
    });
  }

  private SampleStatistic f1(int[] predicted) {
    return new F1Score(log.classes(), log.label.toInts(), predicted);
  }

  /** Samples of one position agree or do not; of several the share of positions is averaged. */
  private Evidence agreement() {
    if (!log.hasOneClassPerSample()) {
      return mean(1, log.agreement);
    }
    long agreeing = Arrays.stream(log.agreement.toArray()).filter(same -> same == 1).count();
    return new SampleShare(new Proportion(agreeing, log.size()));
  }

  private Evidence mean(double baseline, Column column) {
    return Resampled.against(baseline, log.size(), new SampleMean(column.toArray()), seed);
  }
}
