package dev.lathe.engine.evaluate.metric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Optional;

/** A number that a gate can ask for, under the name that manifests use. */
public enum Metric {
  /** Share of samples whose highest score is the label's, in [0, 1]. */
  ACCURACY("Accuracy", Kind.QUALITY, Source.LABELS),
  /** Share of samples whose label is among the five highest scores, in [0, 1]. */
  TOP5_ACCURACY("Top5Accuracy", Kind.QUALITY, Source.LABELS),
  /**
   * Harmonic mean of precision and recall, in [0, 1]: of class 1 where there are two classes, else
   * the mean over the classes that occur.
   */
  F1("F1", Kind.QUALITY, Source.LABELS),
  /** Share of samples to which both models give the same class, in [0, 1]; the original's is 1. */
  AGREEMENT("Agreement", Kind.QUALITY, Source.OUTPUTS),
  /** Mean cosine between both models' outputs of a sample, in [-1, 1]; the original's is 1. */
  COSINE_MEAN("CosineMean", Kind.QUALITY, Source.OUTPUTS),
  /** Least of those cosines. */
  COSINE_MIN("CosineMin", Kind.QUALITY, Source.OUTPUTS),
  /** Mean squared difference of the outputs' elements, in the output's unit squared. */
  MEAN_SQUARED_ERROR("MeanSquaredError", Kind.ERROR, Source.OUTPUTS),
  /** Power of the original's output over that of the difference, in decibels, at most 200. */
  SQNR("Sqnr", Kind.FIDELITY, Source.OUTPUTS),
  /** Mean divergence of the candidate's class probabilities from the original's, in nats. */
  KL_DIVERGENCE("KlDivergence", Kind.ERROR, Source.OUTPUTS),
  /** Bytes of the model's file and of the external data it refers to. */
  SIZE_BYTES("SizeBytes", Kind.COST, Source.MODEL),
  /** Elements of the weights. */
  PARAMETERS("Parameters", Kind.COST, Source.MODEL),
  /** Multiplications with an addition in one run of one sample. */
  MACS("Macs", Kind.COST, Source.MODEL),
  /** Share of weights that are zero, in [0, 1]. */
  SPARSITY("Sparsity", Kind.FIDELITY, Source.MODEL),
  /** Median time of one run, in milliseconds. */
  LATENCY_P50("LatencyP50", Kind.COST, Source.RUNS),
  /** Time that 99 of 100 runs keep within, in milliseconds. */
  LATENCY_P99("LatencyP99", Kind.COST, Source.RUNS);

  /** What a gate can say of a metric. */
  public enum Kind {
    /** More is better, and the original has a value to fall below. */
    QUALITY,
    /** More is better; only the value itself can be limited. */
    FIDELITY,
    /** Less is better, and the original's value is 0. */
    ERROR,
    /** Less is better, and the original has a value to compare with. */
    COST
  }

  /** What a metric is computed from. */
  public enum Source {
    /** The outputs of both models on samples with labels. */
    LABELS,
    /** The outputs of both models on samples. */
    OUTPUTS,
    /** The files alone: known without an error. */
    MODEL,
    /** Timed runs. */
    RUNS
  }

  private final String manifestName;
  private final Kind kind;
  private final Source source;

  Metric(String manifestName, Kind kind, Source source) {
    this.manifestName = manifestName;
    this.kind = kind;
    this.source = source;
  }

  /** Returns the metric that manifests call so. */
  public static Optional<Metric> ofManifestName(String name) {
    return Arrays.stream(values()).filter(metric -> metric.manifestName.equals(name)).findFirst();
  }

  /** Returns the name in manifests, statuses and reports. */
  public String manifestName() {
    return manifestName;
  }

  public Kind kind() {
    return kind;
  }

  public Source source() {
    return source;
  }

  /**
   * Returns a value of this metric as statuses and messages write it: whole numbers in full, others
   * rounded to five significant digits, neither with a unit.
   */
  public String format(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      return Long.toString((long) value);
    }
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new MathContext(5, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return Math.abs(value) < 1e-4 ? rounded.toString() : rounded.toPlainString();
  }

  @Override
  public String toString() {
    return manifestName;
  }
}
