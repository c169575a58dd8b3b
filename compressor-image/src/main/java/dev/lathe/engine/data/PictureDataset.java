package dev.lathe.engine.data;

import dev.lathe.engine.data.PictureList.Labelled;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Pictures that are decoded, fitted and normalised batch by batch. */
final class PictureDataset implements Dataset {
  private final InputSpec input;
  private final PictureFiles files;
  private final PictureList list;
  private final FitPicture fit;
  private final BatchSize cut;

  PictureDataset(
      InputSpec input, PictureFiles files, PictureList list, FitPicture fit, BatchSize cut) {
    this.input = input;
    this.files = files;
    this.list = list;
    this.fit = fit;
    this.cut = cut;
  }

  @Override
  public long size() {
    return cut.samples();
  }

  @Override
  public boolean labelled() {
    return !list.classes().isEmpty();
  }

  @Override
  public String digest() {
    return files.content(list.paths()).digest();
  }

  @Override
  public OptionalLong fixedBatch() {
    return cut.fixed();
  }

  @Override
  public Samples samples() {
    return new Samples() {
      @Override
      public Batch read(long... numbers) {
        cut.require(numbers);
        return batch(
            Arrays.stream(numbers).mapToObj(i -> list.pictures().get(Math.toIntExact(i))).toList());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw DataFailure.unreadable("the archive of pictures", e);
    }
  }

  private Batch batch(List<Labelled> pictures) {
    Shape sample = fit.shape();
    int elements = Math.toIntExact(sample.elementCount());
    float[] values = new float[Math.multiplyExact(pictures.size(), elements)];
    long[] labels = new long[pictures.size()];
    for (int i = 0; i < pictures.size(); i++) {
      fit.write(read(pictures.get(i).path()), values, i * elements);
      labels[i] = pictures.get(i).label().orElse(0);
    }
    Shape shape = Shape.of(pictures.size(), sample.dim(0), sample.dim(1), sample.dim(2));
    return new Batch(
        new LinkedHashMap<>(Map.of(input.name(), Reals.of(input.type(), shape, values))),
        labelled()
            ? Optional.of(Tensor.ofLongs(Shape.of(labels.length), labels))
            : Optional.empty(),
        pictures.size());
  }

  private Picture read(String path) {
    try (InputStream content = files.open(path)) {
      return PictureReader.read(content, "picture " + path);
    } catch (IOException e) {
      throw DataFailure.unreadable("picture " + path, e);
    }
  }
}
