package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens a pair of IDX files as a data set: grey pictures, normalised, and their classes. */
final class IdxReader {
  private final List<InputSpec> inputs;
  private final DataOptions options;

  IdxReader(List<InputSpec> inputs, DataOptions options) {
    this.inputs = inputs;
    this.options = options;
  }

  Dataset open(DataSpec.Idx spec, DataFiles where) {
    Path folder = where.data();
    InputFit.requireNames(inputs, List.of(spec.input()));
    if (!Files.isDirectory(folder)) {
      throw DataFailure.invalid("a folder with IDX files expected, found the file " + folder);
    }
    SortedMap<String, Path> members = new TreeMap<>();
    Column images = images(array(where, spec.images(), members), spec.normalization());
    Optional<Column> labels = spec.labels().map(name -> array(where, name, members).labels());
    Columns columns = new Columns(List.of(images), labels, Optional.empty());
    StoredArray.requireSameLength(columns.list());
    long samples = options.limit(images.rows().count());
    ContentFiles files = new ContentFiles(folder, members);
    BatchSize cut = BatchSize.of(inputs, samples, images.what());
    labels.ifPresent(column -> Labels.requireRange(column, samples, options));
    return new ArrayDataset(columns, cut, files, () -> {});
  }

  private static Path member(Path folder, String name) {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "idx: the file '%s' leaves its folder".formatted(name));
    }
    if (!Files.isRegularFile(file)) {
      throw DataFailure.missing(file);
    }
    return file;
  }

  private static StoredArray array(DataFiles where, String name, SortedMap<String, Path> opened) {
    Path file = member(where.data(), name);
    opened.put(name, file);
    try {
      return IdxFile.open(file, name, where.scratch());
    } catch (IOException e) {
      throw DataFailure.unreadable(name, e);
    }
  }

  private Column images(StoredArray array, Normalization normalization) {
    InputSpec input = inputs.getFirst();
    if (array.type().type() != DType.UINT8 || array.shape().rank() < 2) {
      throw DataFailure.invalid("pictures of UINT8 expected, found " + array.found());
    }
    if (!Reals.are(input.type())) {
      throw InputFit.mismatch(input, "normalised pictures, which are FLOAT, in " + array.what());
    }
    Shape shape =
        layouts(array.shape()).stream()
            .filter(layout -> InputFit.fits(input, layout))
            .findFirst()
            .orElseThrow(() -> InputFit.mismatch(input, array.found()));
    return new Column(
        input.name(),
        array.what(),
        array.rows(),
        new Pixels(normalization, input.type()),
        Shape.of(shape.toList().subList(1, shape.rank())));
  }

  /** Returns the ways to write [n, h, w] with one channel, none, or no axes at all. */
  private static List<Shape> layouts(Shape shape) {
    List<Shape> layouts = new ArrayList<>();
    if (shape.rank() == 3) {
      layouts.add(Shape.of(shape.dim(0), 1, shape.dim(1), shape.dim(2)));
      layouts.add(Shape.of(shape.dim(0), shape.dim(1), shape.dim(2), 1));
    }
    layouts.add(shape);
    layouts.add(Shape.of(shape.dim(0), shape.product(1, shape.rank())));
    return layouts;
  }
}
