package dev.lathe.engine.evaluate;

import dev.lathe.engine.evaluate.metric.Evidence;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs both models over samples, batch by batch, and keeps a few numbers of each. Labels have to
 * come with every batch or with none.
 */
final class OutputComparison {
  /** The input that tells padding from content, by the convention of the exporters. */
  private static final String MASK = "attention_mask";

  private final Session original;
  private final Session candidate;
  private final String output;
  private final Pooling pooling;
  private @Nullable SampleLog log;

  /**
   * @param output which output to compare; if empty the original's first in floating point, since
   *     classifiers of tables give the class they chose before the scores
   * @throws EngineException if either model has no such output
   */
  OutputComparison(Session original, Session candidate, Optional<String> output, Pooling pooling) {
    this.original = original;
    this.candidate = candidate;
    this.output = output.orElseGet(() -> firstReal(original));
    this.pooling = pooling;
    if (!original.outputs().containsKey(this.output)) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "evaluation.output: the model has no output '%s', its outputs are %s"
              .formatted(this.output, original.outputs().keySet()));
    }
    if (!candidate.outputs().containsKey(this.output)) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "the candidate has lost output '%s', its outputs are %s"
              .formatted(this.output, candidate.outputs().keySet()));
    }
  }

  private static String firstReal(Session session) {
    return session.outputs().entrySet().stream()
        .filter(one -> one.getValue().elementType().isFloatingPoint())
        .findFirst()
        .orElseGet(session.outputs()::firstEntry)
        .getKey();
  }

  /** Returns the name of the output that is compared. */
  String output() {
    return output;
  }

  /**
   * Runs both models on a batch and logs its samples.
   *
   * @throws EngineException if a label is no class, or the original itself gives no number: that is
   *     the data's fault if an input is not a number either
   */
  void add(Map<String, Tensor> inputs, Optional<Tensor> labels) {
    Optional<Tensor> mask = Optional.ofNullable(inputs.get(MASK));
    OutputRows expected = pooling.apply(output, outputOf(original, inputs), mask);
    OutputRows found = pooling.apply(output, outputOf(candidate, inputs), mask);
    if (log == null) {
      log = new SampleLog(output, expected, labels.isPresent());
    }
    requireNumbers(expected, inputs, log.size());
    log.add(expected, found, labels.map(OutputComparison::classes).orElse(new long[0]));
  }

  /** Returns what was logged; empty before the first batch. */
  Optional<SampleLog> log() {
    return Optional.ofNullable(log);
  }

  /** Returns what is known of every metric of labels and outputs. */
  Map<Metric, Evidence> evidence(long seed) {
    if (log == null || log.size() == 0) {
      throw new EngineException(Reason.INVALID_DATA, "the evaluation data holds no sample");
    }
    return new SampleEvidence(output, log, seed).all();
  }

  private Tensor outputOf(Session session, Map<String, Tensor> inputs) {
    Tensor tensor = session.run(inputs).get(output);
    if (tensor == null) {
      throw new EngineException(
          Reason.INVALID_MODEL, "the model gave no value for its output '%s'".formatted(output));
    }
    return tensor;
  }

  private void requireNumbers(OutputRows expected, Map<String, Tensor> inputs, int before) {
    for (int row = 0; row < expected.count(); row++) {
      if (expected.hasNan(row)) {
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
          if (isFloat(input.getValue().type())
              && OutputRows.of(input.getValue(), Optional.empty()).hasNan(row)) {
            throw new EngineException(
                Reason.INVALID_DATA,
                "input '%s' is NaN in sample %d, and so becomes the original's output '%s'"
                    .formatted(input.getKey(), before + row, output));
          }
        }
        throw new EngineException(
            Reason.INVALID_MODEL,
            "the original's output '%s' is NaN for sample %d: there is nothing to compare with"
                .formatted(output, before + row));
      }
    }
  }

  private static boolean isFloat(DType type) {
    return type == DType.FLOAT || type == DType.DOUBLE || type == DType.FLOAT16;
  }

  private static long[] classes(Tensor labels) {
    if (labels.type() != DType.INT64 || labels.shape().rank() != 1) {
      throw new EngineException(
          Reason.INVALID_DATA, "labels are expected to be INT64 [n], found " + labels);
    }
    return labels.toLongs();
  }
}
