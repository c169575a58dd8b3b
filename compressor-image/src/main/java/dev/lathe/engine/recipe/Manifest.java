package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Destination;
import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.data.Augmentation;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.evaluate.EvaluationSettings;
import dev.lathe.engine.evaluate.LatencySettings;
import dev.lathe.engine.evaluate.Pooling;
import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.recipe.grammar.YamlFile;
import dev.lathe.engine.train.Device;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;

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
  public record Inputs(Source model, DataSources data) {}

  /** The data sets of a job by what they are for; not all are there. */
  public record DataSources(SequencedMap<Role, DataSource> byRole) {
    public DataSources {
      byRole = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byRole));
    }

    public Optional<DataSource> get(Role role) {
      return Optional.ofNullable(byRole.get(role));
    }

    public boolean has(Role role) {
      return byRole.containsKey(role);
    }
  }

  /**
   * A data set to fetch and read.
   *
   * @param tokenizer for texts only
   * @param augmentation for training only
   */
  public record DataSource(
      Source source,
      DataSpec spec,
      Optional<Source> tokenizer,
      OptionalLong maxSamples,
      Optional<Augmentation> augmentation) {

    /** A data set whose samples stay as they are. */
    public DataSource(
        Source source, DataSpec spec, Optional<Source> tokenizer, OptionalLong maxSamples) {
      this(source, spec, tokenizer, maxSamples, Optional.empty());
    }

    /** Whether each sample comes with a class. */
    boolean isLabelled() {
      return switch (spec) {
        case DataSpec.Npz npz -> npz.labels().isPresent();
        case DataSpec.Idx idx -> idx.labels().isPresent();
        case DataSpec.Images _ -> true;
        case DataSpec.Text text -> text.labelField().isPresent();
      };
    }

    /** Whether each sample comes with what the model is to put out. */
    boolean isTargeted() {
      return spec instanceof DataSpec.Npz npz && npz.targets().isPresent();
    }
  }

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
      ServingTarget target,
      Optional<Destination> output,
      long seed,
      OptionalInt threads,
      Learning learning) {}

  /**
   * What steps that train run on.
   *
   * @param checkpoint empty: an interrupted training is lost
   */
  public record Learning(Device device, Optional<CheckpointPlace> checkpoint) {}

  /**
   * Where training is kept while it runs.
   *
   * @param uri of a folder: {@code file:} or {@code pvc:}
   */
  public record CheckpointPlace(String uri, Duration interval) {}

  /** Returns this job with its result going elsewhere. */
  public Manifest withOutput(Destination output) {
    return new Manifest(
        name,
        inputs,
        recipe,
        judging,
        new Running(
            running.target(),
            Optional.of(output),
            running.seed(),
            running.threads(),
            running.learning()));
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
