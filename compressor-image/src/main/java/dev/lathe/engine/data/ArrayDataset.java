package dev.lathe.engine.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;

/** Samples whose inputs, labels and targets lie in arrays beside each other. */
final class ArrayDataset implements Dataset {
  private final Columns columns;
  private final BatchSize cut;
  private final ContentFiles files;
  private final Closeable resource;

  /**
   * @param resource what the columns read from
   */
  ArrayDataset(Columns columns, BatchSize cut, ContentFiles files, Closeable resource) {
    this.columns = columns;
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
    return columns.labels().isPresent();
  }

  @Override
  public boolean targeted() {
    return columns.targets().isPresent();
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
        return columns.read(numbers);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    try (resource) {
      columns.close();
    } catch (IOException e) {
      throw DataFailure.unreadable(files.what(), e);
    }
  }
}
