package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.artifact.Sources;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.evaluate.Evaluation;
import dev.lathe.engine.evaluate.Evaluator;
import dev.lathe.engine.onnx.ModelFile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Two models to be compared with each other, the second taking the place of the first. */
public record ModelPair(ModelFile original, ModelFile candidate) {

  /**
   * Returns the data of an {@code .npz} file whose arrays are called as the inputs of the original.
   *
   * @param uri of the file
   * @param labels name of the array with the classes
   */
  public Manifest.DataSource arrays(String uri, Optional<String> labels) {
    List<DataSpec.ArrayInput> inputs =
        original.model().graph().requiredInputs().stream()
            .map(input -> new DataSpec.ArrayInput(input.name(), input.name()))
            .toList();
    return new Manifest.DataSource(
        Source.of(uri), new DataSpec.Npz(inputs, labels), Optional.empty(), OptionalLong.empty());
  }

  /**
   * Compares both.
   *
   * @param data to run both on; without it only the files are compared
   * @param seed of all resampling
   * @throws dev.lathe.engine.failure.EngineException if the data cannot be had or does not fit, or
   *     a model does not run
   */
  public Evaluation compare(
      Optional<Manifest.DataSource> data,
      Manifest.Comparison comparison,
      Workplace workplace,
      long seed) {
    Optional<DataLoading> loading =
        data.map(
            wanted -> DataLoading.fetch(Role.EVALUATION, wanted, new Sources(workplace.places())));
    OpenData.Fit fit = new OpenData.Fit(original.model().graph(), comparison.output());
    try (OpenData open =
        OpenData.open(loading.stream().toList(), fit, workplace.scratch("native"))) {
      return new Evaluator(comparison.settings(workplace.threads()), seed, _ -> {})
          .evaluate(
              original, candidate, open.get(Role.EVALUATION).map(OpenData.Opened::dataset), false);
    }
  }
}
