import dev.lathe.engine.data.DataFiles;
import dev.lathe.engine.data.DataOptions;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Datasets;
import dev.lathe.engine.data.InputSpec;
import dev.lathe.engine.data.Normalization;
import dev.lathe.engine.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What is trained: a fixture, and the digits or e-mails that it learns from.
 *
 * @param data the folder of MNIST, or of e-mails and tokenizer
 * @param tokens the longest e-mail; 0 for digits
 * @param batch samples of a step
 * @param freeze globs over the names of initializers
 */
record Task(Path model, Path data, int tokens, int batch, List<String> freeze) {
  static Task of(String name, Path fixtures) {
    Path mails = fixtures.resolve("minilm");
    Path classifier = mails.resolve("classifier.onnx");
    return switch (name) {
      case "resnet8" -> ofDigits(fixtures.resolve("untrained/resnet8.onnx"), fixtures, 128);
      case "mlp" -> ofDigits(fixtures.resolve("untrained/mlp.onnx"), fixtures, 64);
      case "minilm" -> new Task(classifier, mails, 64, 16, List.of());
      case "lengths" -> new Task(classifier, mails, 24, 2, List.of("embeddings.*"));
      default -> throw new IllegalArgumentException("no such task: " + name);
    };
  }

  static Task ofDigits(Path model, Path fixtures, int batch) {
    return new Task(model, fixtures.resolve("mnist"), 0, batch, List.of());
  }

  /**
   * Opens samples, with labels but for e-mails to calibrate with.
   *
   * @param split training, tuning, calibration or evaluation
   * @param samples how many at most
   */
  Dataset open(String split, long samples, Path scratch) {
    Optional<String> labelled =
        split.equals("calibration") ? Optional.empty() : Optional.of("label");
    DataOptions options = new DataOptions(OptionalLong.of(samples), OptionalLong.empty());
    return tokens > 0
        ? Datasets.open(
            new DataSpec.Text("text", labelled, tokens),
            new DataFiles(
                data.resolve((split.equals("training") ? "labelled" : split) + ".jsonl"),
                Optional.of(data.resolve("tokenizer.json")),
                scratch),
            Stream.of("input_ids", "attention_mask", "token_type_ids")
                .map(name -> input(name, DType.INT64, OptionalLong.empty()))
                .toList(),
            options)
        : Datasets.open(
            new DataSpec.Idx(
                "x",
                split + "-images",
                Optional.of(split + "-labels"),
                new Normalization(1.0 / 255, List.of(0.1307), List.of(0.3081))),
            new DataFiles(data, Optional.empty(), scratch),
            List.of(
                input(
                    "x", DType.FLOAT, OptionalLong.of(1), OptionalLong.of(28), OptionalLong.of(28))),
            options);
  }

  private static InputSpec input(String name, DType type, OptionalLong... sample) {
    return new InputSpec(
        name, type, Optional.of(Stream.concat(Stream.of(OptionalLong.empty()), Stream.of(sample)).toList()));
  }
}
