package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Destination;
import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.evaluate.EvaluationSettings;
import dev.lathe.engine.evaluate.LatencySettings;
import dev.lathe.engine.evaluate.Pooling;
import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.recipe.grammar.YamlFile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A CompressionJob, as far as the engine goes by it. Every default is filled in; what only a
 * cluster needs is not kept.
 *
 * @param name of the job; empty where the cluster is to make one up
 * @param recipe at least one step
 * @param output where the result goes; empty outside a cluster only
 */
public record Manifest(
    String name, Inputs inputs, List<Step> recipe, Judging judging, Running running) {

  public Manifest {
    recipe = List.copyOf(recipe);
  }

  /** What a job reads. */
  public record Inputs(
      Source model, Optional<DataSource> calibration, Optional<DataSource> evaluation) {}

  /**
   * A data set to fetch and read.
   *
   * @param tokenizer for texts only
   */
  public record DataSource(
      Source source, DataSpec spec, Optional<Source> tokenizer, OptionalLong maxSamples) {}

  /** How the result is judged. */
  public record Judging(Comparison comparison, List<Gate> gates) {
    public Judging {
      gates = List.copyOf(gates);
    }
  }

  /** How the result is compared with the original. */
  public record Comparison(
      Optional<String> output, Pooling pooling, int batchSize, LatencySettings latency) {

    /** Returns the settings for so many threads. */
    public EvaluationSettings settings(int threads) {
      return new EvaluationSettings(output, pooling, batchSize, latency, threads);
    }
  }

  /**
   * What a run goes by.
   *
   * @param target where the result will serve
   * @param output where the result goes; empty for the folder {@code out} beside the manifest
   * @param seed of all random choices
   * @param threads to compute with; empty for all there are
   */
  public record Running(
      ServingTarget target, Optional<Destination> output, long seed, OptionalInt threads) {}

  /** Returns this job with its result going elsewhere. */
  public Manifest withOutput(Destination output) {
    return new Manifest(
        name,
        inputs,
        recipe,
        judging,
        new Running(running.target(), Optional.of(output), running.seed(), running.threads()));
  }

  /**
   * Reads a manifest.
   *
   * @param file how messages name it
   * @throws dev.lathe.engine.failure.EngineException INVALID_MANIFEST with every fault and where it
   *     stands
   */
  public static Manifest parse(String file, String yaml) {
    return YamlFile.read(file, yaml, ManifestReader::read);
  }
}
