package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Opens a {@code .jsonl} file of texts as a data set. */
final class TextReader {
  private final List<InputSpec> inputs;
  private final DataOptions options;

  TextReader(List<InputSpec> inputs, DataOptions options) {
    this.inputs = inputs;
    this.options = options;
  }

  Dataset open(DataSpec.Text spec, DataFiles files) {
    inputs.forEach(TextReader::requireFit);
    InputFit.requireNames(inputs, fed());
    Path tokenizer =
        files
            .tokenizer()
            .orElseThrow(() ->
                new EngineException(
                    Reason.INVALID_MANIFEST, "text data needs a tokenizer, found none"));
    int maxLength = (int) Math.min(spec.maxLength(), fixedLength().orElse(Integer.MAX_VALUE));
    try {
      JsonLines lines = JsonLines.open(files.data(), spec, options);
      try {
        BatchSize cut = BatchSize.of(inputs, lines.size(), lines.what());
        return new TextDataset(
            ContentFiles.single(files.data()),
            lines,
            inputs,
            Tokenizer.open(tokenizer, maxLength, files.scratch()),
            cut);
      } catch (RuntimeException e) {
        lines.close();
        throw e;
      }
    } catch (IOException e) {
      throw DataFailure.unreadable(ContentFiles.single(files.data()).what(), e);
    }
  }

  /** Returns what is fed: of what a tokenizer gives that which the model takes. */
  private List<String> fed() {
    List<String> declared = inputs.stream().map(InputSpec::name).toList();
    return Arrays.stream(TokenInput.values())
        .filter(kind -> kind == TokenInput.IDS || declared.contains(kind.input()))
        .map(TokenInput::input)
        .toList();
  }

  private static void requireFit(InputSpec input) {
    boolean wrongType = input.type() != DType.INT64 && input.type() != DType.INT32;
    boolean wrongRank = input.dims().isPresent() && input.dims().get().size() != 2;
    if (TokenInput.named(input.name()).isPresent() && (wrongType || wrongRank)) {
      throw InputFit.mismatch(input, "tokens of texts, [n, tokens] of INT64 or INT32");
    }
  }

  private OptionalLong fixedLength() {
    return inputs.stream().map(input -> input.extent(1)).flatMapToLong(OptionalLong::stream).min();
  }
}
