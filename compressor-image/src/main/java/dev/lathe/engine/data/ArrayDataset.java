package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Samples whose inputs and labels lie in arrays beside each other. */
final class ArrayDataset implements Dataset {
  private final List<Column> inputs;
  private final Optional<Column> labels;
  private final BatchSize cut;
  private final ContentFiles files;
  private final Closeable resource;

  /**
   * @param inputs in the model's order
   * @param resource what the columns read from
   */
  ArrayDataset(
      List<Column> inputs,
      Optional<Column> labels,
      BatchSize cut,
      ContentFiles files,
      Closeable resource) {
    this.inputs = List.copyOf(inputs);
    this.labels = labels;
    this.cut = cut;
    this.files = files;
    this.resource = resource;
  }

  @Override
  public long size() {
    return cut.samples();
  }

  @Override
  public boolean labelled() {
    return labels.isPresent();
  }

  @Override
  public String digest() {
    return files.digest();
  }

  @Override
  public Batches batches(int batchSize) {
    cut.next(batchSize, 0);
    List<Column.Pass> opened = new ArrayList<>();
    try {
      inputs.forEach(column -> opened.add(column.open()));
      labels.ifPresent(column -> opened.add(column.open()));
    } catch (RuntimeException e) {
      opened.forEach(Column.Pass::close);
      throw e;
    }
    return new Pass(cut, batchSize, new Columns(opened));
  }

  @Override
  public void close() {
    try {
      resource.close();
    } catch (IOException e) {
      throw DataFailure.unreadable(files.what(), e);
    }
  }

  private final class Columns implements Pass.Reader {
    private final List<Column.Pass> columns;

    private Columns(List<Column.Pass> columns) {
      this.columns = columns;
    }

    @Override
    public Batch read(long first, int size) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (int i = 0; i < inputs.size(); i++) {
        tensors.put(inputs.get(i).name(), columns.get(i).next(size));
      }
      Optional<Tensor> classes = labels.map(_ -> columns.getLast().next(size));
      return new Batch(tensors, classes, size);
    }

    @Override
    public void close() {
      columns.forEach(Column.Pass::close);
    }
  }
}
