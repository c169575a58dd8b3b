package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Fetched;
import dev.lathe.engine.artifact.Sources;
import dev.lathe.engine.data.DataFiles;
import dev.lathe.engine.data.DataOptions;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Datasets;
import dev.lathe.engine.data.InputSpec;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A data set of the manifest that lies on this machine. */
record DataLoading(Role role, Manifest.DataSource wanted, Fetched data, Optional<Path> tokenizer) {

  static DataLoading fetch(Role role, Manifest.DataSource wanted, Sources sources) {
    Fetched data = sources.fetch(wanted.source(), role.text());
    Optional<Path> tokenizer =
        wanted.tokenizer().map(source -> sources.fetch(source, role.text() + "-tokenizer").path());
    return new DataLoading(role, wanted, data, tokenizer);
  }

  /**
   * Opens the data for a model.
   *
   * @param classes how many classes the model tells apart, where known
   * @param scratch for native libraries of readers
   * @throws EngineException INVALID_DATA naming the data set, or NOT_FOUND
   */
  Dataset open(Graph graph, OptionalLong classes, Path scratch) {
    boolean partial = role == Role.TRAINING || role == Role.VALIDATION;
    return subject()
        .blamed(() ->
            new SubjectDataset(
                subject(),
                Datasets.open(
                    wanted.spec(),
                    new DataFiles(data.path(), tokenizer, scratch),
                    inputs(graph),
                    new DataOptions(wanted.maxSamples(), classes, partial))));
  }

  /** Returns the data as messages name it. */
  Subject subject() {
    return new Subject("data." + role.text(), data.uri());
  }

  /** Returns what data has to feed. */
  private static List<InputSpec> inputs(Graph graph) {
    return graph.requiredInputs().stream().map(DataLoading::input).toList();
  }

  private static InputSpec input(Value value) {
    if (!(value.type() instanceof TensorType tensor)) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "input '%s' of the model is no tensor: there is no data format for it"
              .formatted(value.name()));
    }
    if (tensor.shape().map(List::isEmpty).orElse(false)) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "input '%s' of the model is a scalar: inputs are expected to have a first axis that counts samples"
              .formatted(value.name()));
    }
    return new InputSpec(
        value.name(),
        tensor.elementType(),
        tensor.shape().map(dims -> dims.stream().map(DataLoading::extent).toList()));
  }

  private static OptionalLong extent(Dim dim) {
    return switch (dim) {
      case Dim.Known(long extent) -> OptionalLong.of(extent);
      case Dim.Symbolic _, Dim.Unknown _ -> OptionalLong.empty();
    };
  }
}
