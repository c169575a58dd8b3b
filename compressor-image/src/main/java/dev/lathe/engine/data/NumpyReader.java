package dev.lathe.engine.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens arrays of NumPy as a data set. */
final class NumpyReader {
  private final List<InputSpec> inputs;
  private final DataOptions options;

  NumpyReader(List<InputSpec> inputs, DataOptions options) {
    this.inputs = inputs;
    this.options = options;
  }

  Dataset open(DataSpec.Npz spec, DataFiles where) {
    Path file = where.data();
    InputFit.requireNames(inputs, spec.inputs().stream().map(DataSpec.ArrayInput::name).toList());
    ContentFiles files = ContentFiles.single(file);
    if (Files.isDirectory(file)) {
      throw DataFailure.invalid(
          "%s is a folder: name the .npz or .npy file in it by path".formatted(files.what()));
    }
    try {
      NumpyArchive archive = NumpyArchive.open(file, files.what(), where.scratch());
      try {
        return read(archive, spec, files);
      } catch (IOException | RuntimeException e) {
        archive.close();
        throw e;
      }
    } catch (IOException e) {
      throw DataFailure.unreadable(files.what(), e);
    }
  }

  private Dataset read(NumpyArchive archive, DataSpec.Npz spec, ContentFiles files)
      throws IOException {
    requireOneArray(archive, spec, files.what());
    List<Column> columns = new ArrayList<>();
    for (InputSpec input : inputs) {
      columns.add(column(input, archive.array(arrayOf(spec, input.name()))));
    }
    Optional<Column> labels = Optional.empty();
    if (spec.labels().isPresent()) {
      labels = Optional.of(archive.array(spec.labels().get()).labels());
    }
    Optional<Column> targets = Optional.empty();
    if (spec.targets().isPresent()) {
      targets = Optional.of(archive.array(spec.targets().get()).targets());
    }
    Columns all = new Columns(columns, labels, targets);
    StoredArray.requireSameLength(all.list());
    long samples = options.limit(columns.getFirst().rows().count());
    BatchSize cut = BatchSize.of(inputs, samples, files.what());
    labels.ifPresent(column -> Labels.requireRange(column, samples, options));
    return new ArrayDataset(all, cut, files, archive);
  }

  private static String arrayOf(DataSpec.Npz spec, String input) {
    return spec.inputs().stream()
        .filter(fed -> fed.name().equals(input))
        .findFirst()
        .orElseThrow()
        .array();
  }

  private static void requireOneArray(NumpyArchive archive, DataSpec.Npz spec, String what) {
    boolean single = archive instanceof NumpyArchive.Single;
    boolean one = spec.inputs().size() == 1 && spec.labels().isEmpty() && spec.targets().isEmpty();
    if (single && !one) {
      throw DataFailure.invalid(
          "%s is a single array: it can feed one input and holds neither labels nor targets; use an .npz file"
              .formatted(what));
    }
  }

  private static Column column(InputSpec input, StoredArray array) {
    Elements elements =
        Conversion.between(array.type(), input.type())
            .filter(_ -> InputFit.fits(input, array.shape()))
            .orElseThrow(() -> InputFit.mismatch(input, array.found()));
    return new Column(input.name(), array.what(), array.rows(), elements, array.sample());
  }
}
