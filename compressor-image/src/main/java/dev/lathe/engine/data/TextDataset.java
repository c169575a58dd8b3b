package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** Texts that are tokenized batch by batch, each batch as long as its longest text. */
final class TextDataset implements Dataset {
  private final Path file;
  private final DataSpec.Text spec;
  private final List<InputSpec> inputs;
  private final Tokenizer tokenizer;
  private final BatchSize cut;

  /**
   * @param inputs each a {@link TokenInput}
   */
  TextDataset(
      Path file, DataSpec.Text spec, List<InputSpec> inputs, Tokenizer tokenizer, BatchSize cut) {
    this.file = file;
    this.spec = spec;
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
    return spec.labelField().isPresent();
  }

  @Override
  public String digest() {
    return ContentFiles.single(file).digest();
  }

  @Override
  public Batches batches(int batchSize) {
    cut.next(batchSize, 0);
    String what = ContentFiles.single(file).what();
    try {
      return new Pass(cut, batchSize, new Lines(new JsonLines(file, what, spec), what));
    } catch (IOException e) {
      throw DataFailure.unreadable(what, e);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private Batch batch(List<JsonLines.Line> lines) {
    List<Tokens> texts =
        lines.stream().map(line -> tokenizer.encode(line.text(), line.where())).toList();
    int longest = texts.stream().mapToInt(Tokens::length).max().orElseThrow();
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (InputSpec input : inputs) {
      TokenInput kind = TokenInput.named(input.name()).orElseThrow();
      OptionalLong fixed = input.extent(1);
      int length = fixed.isPresent() ? Math.toIntExact(fixed.getAsLong()) : longest;
      tensors.put(input.name(), kind.tensor(texts, length, tokenizer.padding(), input.type()));
    }
    long[] labels = lines.stream().mapToLong(line -> line.label().orElse(0)).toArray();
    return new Batch(
        tensors,
        labelled()
            ? Optional.of(Tensor.ofLongs(Shape.of(labels.length), labels))
            : Optional.empty(),
        lines.size());
  }

  private final class Lines implements Pass.Reader {
    private final JsonLines lines;
    private final String what;

    private Lines(JsonLines lines, String what) {
      this.lines = lines;
      this.what = what;
    }

    @Override
    public Batch read(long first, int size) {
      try {
        List<JsonLines.Line> read = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          read.add(lines.next().orElseThrow(EOFException::new));
        }
        return batch(read);
      } catch (IOException e) {
        throw DataFailure.unreadable(what, e);
      }
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw DataFailure.unreadable(what, e);
      }
    }
  }
}
