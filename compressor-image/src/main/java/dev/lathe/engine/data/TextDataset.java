package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** Texts that are tokenized batch by batch, each batch as long as its longest text. */
final class TextDataset implements Dataset {
  private final ContentFiles files;
  private final JsonLines lines;
  private final List<InputSpec> inputs;
  private final Tokenizer tokenizer;
  private final BatchSize cut;

  /**
   * @param inputs each a {@link TokenInput}
   */
  TextDataset(
      ContentFiles files,
      JsonLines lines,
      List<InputSpec> inputs,
      Tokenizer tokenizer,
      BatchSize cut) {
    this.files = files;
    this.lines = lines;
    this.inputs = List.copyOf(inputs);
    this.tokenizer = tokenizer;
    this.cut = cut;
  }

  @Override
  public long size() {
    return cut.samples();
  }

  @Override
  public boolean labelled() {
    return lines.labelled();
  }

  @Override
  public OptionalLong fixedBatch() {
    return cut.fixed();
  }

  @Override
  public String digest() {
    return files.digest();
  }

  @Override
  public Samples samples() {
    return new Samples() {
      @Override
      public Batch read(long... numbers) {
        cut.require(numbers);
        return batch(Arrays.stream(numbers).mapToObj(TextDataset.this::line).toList());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    try (tokenizer) {
      lines.close();
    } catch (IOException e) {
      throw DataFailure.unreadable(files.what(), e);
    }
  }

  private JsonLine line(long sample) {
    try {
      return lines.line(Math.toIntExact(sample));
    } catch (IOException e) {
      throw DataFailure.unreadable(files.what(), e);
    }
  }

  private Batch batch(List<JsonLine> texts) {
    List<Tokens> tokens =
        texts.stream().map(line -> tokenizer.encode(line.text(), line.where())).toList();
    int longest = tokens.stream().mapToInt(Tokens::length).max().orElseThrow();
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (InputSpec input : inputs) {
      TokenInput kind = TokenInput.named(input.name()).orElseThrow();
      OptionalLong fixed = input.extent(1);
      int length = fixed.isPresent() ? Math.toIntExact(fixed.getAsLong()) : longest;
      tensors.put(input.name(), kind.tensor(tokens, length, tokenizer.padding(), input.type()));
    }
    long[] labels = texts.stream().mapToLong(line -> line.label().orElse(0)).toArray();
    return new Batch(
        tensors,
        labelled()
            ? Optional.of(Tensor.ofLongs(Shape.of(labels.length), labels))
            : Optional.empty(),
        texts.size());
  }
}
