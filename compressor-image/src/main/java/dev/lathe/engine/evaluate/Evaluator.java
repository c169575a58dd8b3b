package dev.lathe.engine.evaluate;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.evaluate.Evaluation.Confusions;
import dev.lathe.engine.evaluate.Evaluation.Graphs;
import dev.lathe.engine.evaluate.Evaluation.Outputs;
import dev.lathe.engine.evaluate.Evaluation.Timing;
import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Known;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.RuntimeFacts;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Compares a candidate with its original: the outputs sample by sample, the times run by run, the
 * files by what they hold. Deterministic but for the times.
 */
public final class Evaluator {
  /** Inputs the timed runs take in turn: texts and images differ in size. */
  private static final int TIMED_BATCHES = 16;

  private static final double SHARE_OF_OUTPUTS = 0.8;

  private final EvaluationSettings settings;
  private final long seed;
  private final DoubleConsumer progress;

  /**
   * @param seed of all resampling
   * @param progress is told the share done, in [0, 1]
   */
  public Evaluator(EvaluationSettings settings, long seed, DoubleConsumer progress) {
    this.settings = settings;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Compares two models.
   *
   * @param data samples that no step has seen; without it only the files are compared
   * @param needsP99 whether a gate asks for the 99th percentile of the latency, which takes at
   *     least 300 runs
   * @throws EngineException if a model does not run, the data does not fit, or the original itself
   *     gives no numbers
   */
  public Evaluation evaluate(
      ModelFile original, ModelFile candidate, Optional<Dataset> data, boolean needsP99) {
    Map<String, Shape> sample =
        data.map(Evaluator::firstSample)
            .orElseGet(() -> ModelEvidence.declaredSample(original.model().graph()));
    Map<Metric, Evidence> evidence = new EnumMap<>(Metric.class);
    evidence.putAll(ModelEvidence.of(original, candidate, sample));
    Optional<Graphs> graphs = graphs(original, candidate, data.isPresent());
    RuntimeFacts environment = RuntimeFacts.current(settings.threads());
    if (data.isEmpty()) {
      putAbsent(evidence);
      progress.accept(1);
      return new Evaluation(evidence, Optional.empty(), Optional.empty(), graphs, environment);
    }
    SessionOptions options = SessionOptions.serving(settings.threads());
    try (Session first = Session.open(original.path(), options);
        Session second = Session.open(candidate.path(), options)) {
      Outputs outputs = compareOutputs(first, second, data.get(), evidence);
      LatencyComparison runs = time(first, second, data.get(), needsP99);
      evidence.put(Metric.LATENCY_P50, runs.quantile(0.5, seed));
      evidence.put(Metric.LATENCY_P99, runs.quantile(0.99, seed));
      progress.accept(1);
      SpeedVerdict verdict =
          SpeedVerdict.of(
              runs.quantile(0.5, seed),
              graphs.orElseThrow().original(),
              graphs.orElseThrow().candidate(),
              environment.processor(),
              sparsity(evidence));
      return new Evaluation(
          evidence,
          Optional.of(outputs),
          Optional.of(new Timing(runs, verdict)),
          graphs,
          environment);
    }
  }

  /**
   * Returns what the runtime makes of both models; empty if it cannot load the original, though
   * nothing has to be run: operators of one's own are in libraries that only the servers have.
   */
  private Optional<Graphs> graphs(ModelFile original, ModelFile candidate, boolean mustRun) {
    OptimizedGraph before;
    try {
      before = OptimizedGraph.of(original.path(), settings.threads());
    } catch (EngineException e) {
      if (mustRun || e.reason() != Reason.UNSUPPORTED_MODEL) {
        throw e;
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Graphs(before, OptimizedGraph.of(candidate.path(), settings.threads())));
    } catch (EngineException e) {
      if (e.reason() != Reason.INVALID_MODEL && e.reason() != Reason.UNSUPPORTED_MODEL) {
        throw e;
      }
      throw new EngineException(
          Reason.ENGINE_ERROR,
          "this is a defect in Lathe: the compressed model does not load, though the original does: "
              + e.getMessage(),
          e);
    }
  }

  private Outputs compareOutputs(
      Session original, Session candidate, Dataset data, Map<Metric, Evidence> evidence) {
    OutputComparison comparison =
        new OutputComparison(original, candidate, settings.output(), settings.pooling());
    long done = 0;
    try (Batches batches = data.batches(settings.batchSize())) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        comparison.add(batch.inputs(), batch.labels());
        done += batch.size();
        progress.accept(SHARE_OF_OUTPUTS * Math.min(1, (double) done / data.size()));
      }
    }
    evidence.putAll(comparison.evidence(seed));
    SampleLog log = comparison.log().orElseThrow();
    boolean classified = log.hasOneClassPerSample() && (log.isLabelled() || log.areProbabilities());
    return new Outputs(comparison.output(), log.size(), classified, confusions(log));
  }

  private static Optional<Confusions> confusions(SampleLog log) {
    if (!log.isLabelled()
        || !log.hasOneClassPerSample()
        || log.classes() > Confusion.MOST_CLASSES) {
      return Optional.empty();
    }
    int[] labels = log.label.toInts();
    return Optional.of(
        new Confusions(
            Confusion.of(log.classes(), labels, log.originalClass.toInts()),
            Confusion.of(log.classes(), labels, log.candidateClass.toInts())));
  }

  private LatencyComparison time(
      Session original, Session candidate, Dataset data, boolean needsP99) {
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    try (Batches batches = data.batches(settings.latency().batchSize())) {
      int full = 0;
      while (batches.hasNext() && inputs.size() < TIMED_BATCHES) {
        Batch batch = batches.next();
        full = Math.max(full, batch.size());
        // The last batch may be a smaller one, which would count as a fast run.
        if (batch.size() == full) {
          inputs.add(batch.inputs());
        }
      }
    }
    LatencySettings latency = settings.latency();
    return LatencyComparison.measureSteadily(
        original,
        candidate,
        inputs,
        needsP99 ? latency.withRunsAtLeast(LatencySettings.RUNS_FOR_P99) : latency);
  }

  /** Returns the inputs' shapes of the first sample, or of the batch that the model insists on. */
  private static Map<String, Shape> firstSample(Dataset data) {
    try (Batches batches = data.batches(1)) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      batches.next().inputs().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
      return shapes;
    }
  }

  private static double sparsity(Map<Metric, Evidence> evidence) {
    return evidence.get(Metric.SPARSITY) instanceof Known known ? known.value() : 0;
  }

  private static void putAbsent(Map<Metric, Evidence> evidence) {
    for (Metric metric : Metric.values()) {
      switch (metric.source()) {
        case LABELS, OUTPUTS, RUNS ->
            evidence.put(
                metric,
                new Evidence.Absent(
                    metric + " needs evaluation data: the manifest has no data.evaluation"));
        case MODEL -> {}
      }
    }
  }
}
