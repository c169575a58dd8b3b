package dev.lathe.engine.recipe;

import dev.lathe.engine.evaluate.Evaluation;
import dev.lathe.engine.evaluate.MetricSummary;
import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.train.History;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * All that is known of a run whose result was judged.
 *
 * @param job what was asked for
 * @param provenance what the result is made of
 * @param judgement what was measured, and what the gates say of it
 * @param compression what was done to the model
 * @param evaluation how the result compares with the original
 */
public record RunReport(
    Job job,
    Provenance provenance,
    Judgement judgement,
    Compression compression,
    Evaluation evaluation) {

  /** Returns what the gates say as a whole. */
  public Verdict verdict() {
    return Verdict.of(judgement.gates());
  }

  /** Returns the gates' results, in the manifest's order. */
  public List<GateResult> gates() {
    return judgement.gates();
  }

  /** Returns what was measured of both models, in the metrics' order. */
  public List<MetricSummary> metrics() {
    return judgement.metrics();
  }

  /** What was measured, and what the gates say of it. */
  public record Judgement(List<GateResult> gates, List<MetricSummary> metrics) {
    public Judgement {
      gates = List.copyOf(gates);
      metrics = List.copyOf(metrics);
    }
  }

  /**
   * What was asked for.
   *
   * @param recipe in one line with every default
   * @param manifest as it was written
   */
  public record Job(String name, String recipe, String manifest) {}

  /**
   * What the result is made of.
   *
   * @param model the original
   * @param data every data set that was used
   * @param making what else decided over its bytes
   * @param resultDigest of the result's ONNX file, {@code sha256:…}
   */
  public record Provenance(
      Origin model, List<DataOrigin> data, Making making, String resultDigest) {
    public Provenance {
      data = List.copyOf(data);
    }
  }

  /**
   * What decides over a result's bytes beside its inputs.
   *
   * @param target what it is made for
   * @param engine version of this engine
   */
  public record Making(String target, long seed, String engine) {}

  /**
   * Something that was fetched.
   *
   * @param uri under which the same bytes can be had again
   * @param digest {@code sha256:…}
   */
  public record Origin(String uri, String digest) {}

  /** A data set that was fetched, and how many samples of it were used. */
  public record DataOrigin(String role, Origin origin, long samples) {}

  /**
   * What was done to the model.
   *
   * @param layers what was changed, in graph order
   * @param kept what could have been but was not, and why
   * @param trainings how steps that train went, in the recipe's order
   * @param notes sentences on the whole
   */
  public record Compression(
      Sizes sizes,
      List<Layer> layers,
      List<Kept> kept,
      List<Training> trainings,
      List<String> notes) {
    public Compression {
      layers = List.copyOf(layers);
      kept = List.copyOf(kept);
      trainings = List.copyOf(trainings);
      notes = List.copyOf(notes);
    }

    /** Returns the same with one more sentence. */
    Compression noting(String sentence) {
      return new Compression(
          sizes,
          layers,
          kept,
          trainings,
          Stream.concat(notes.stream(), Stream.of(sentence)).toList());
    }
  }

  /**
   * A step that trained.
   *
   * @param step of the recipe, from 1
   * @param history the same for every run of the job
   * @param effort of this run
   */
  public record Training(int step, String technique, History history, Effort effort) {}

  /**
   * What a training took.
   *
   * @param epochs that it may take
   * @param steps that it may take
   * @param resumedAt the step that an earlier attempt had come to, where there was one
   * @param time of this attempt
   */
  public record Effort(int epochs, long steps, OptionalLong resumedAt, Duration time) {}

  /** Bytes of the model's files with external data. */
  public record Sizes(long original, long compressed) {

    /** Returns how many times smaller the result is. */
    public double factor() {
      return compressed == 0 ? 0 : (double) original / compressed;
    }
  }

  /**
   * A node that was changed.
   *
   * @param bytes of its constants
   * @param weightSqnrDecibels power of the weights over that of their error; infinite where there
   *     is no error
   * @param outputSqnrDecibels the same of its output on the calibration data
   */
  public record Layer(
      String name,
      String opType,
      Sizes bytes,
      OptionalDouble weightSqnrDecibels,
      OptionalDouble outputSqnrDecibels) {}

  /** A node that was left as it is. */
  public record Kept(String name, String opType, String reason) {}

  /** Returns what was found of latency, if there was data to run on. */
  public Optional<Evaluation.Timing> timing() {
    return evaluation.timing();
  }
}
