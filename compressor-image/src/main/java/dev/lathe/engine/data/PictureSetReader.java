package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Opens class folders of pictures as a data set. */
final class PictureSetReader {
  private final List<InputSpec> inputs;
  private final DataOptions options;

  PictureSetReader(List<InputSpec> inputs, DataOptions options) {
    this.inputs = inputs;
    this.options = options;
  }

  Dataset open(DataSpec.Images spec, Path root) {
    InputFit.requireNames(inputs, List.of(spec.input()));
    FitPicture fit = FitPicture.of(spec);
    requireFit(fit);
    String what = ContentFiles.single(root).what();
    try {
      PictureFiles files = PictureFiles.open(root);
      try {
        PictureList list = PictureList.of(files.paths(), what);
        requireClasses(list, what);
        long samples = options.limit(list.pictures().size());
        BatchSize cut = BatchSize.of(inputs, samples, what);
        return new PictureDataset(inputs.getFirst(), files, list, fit, cut);
      } catch (RuntimeException e) {
        files.close();
        throw e;
      }
    } catch (IOException e) {
      throw DataFailure.unreadable(what, e);
    }
  }

  private void requireFit(FitPicture fit) {
    InputSpec input = inputs.getFirst();
    Shape sample = fit.shape();
    Shape batch = Shape.of(1, sample.dim(0), sample.dim(1), sample.dim(2));
    if (!Reals.are(input.type()) || !InputFit.fits(input, batch)) {
      throw InputFit.mismatch(
          input,
          "pictures of [n, %d, %d, %d], which are FLOAT"
              .formatted(sample.dim(0), sample.dim(1), sample.dim(2)));
    }
  }

  private void requireClasses(PictureList list, String what) {
    long folders = list.classes().size();
    if (folders > 0 && options.classes().isPresent() && options.classes().getAsLong() != folders) {
      throw DataFailure.invalid(
          "%s has %d class folders, the model %d classes: each class needs a folder, if need be an"
                  .formatted(what, folders, options.classes().getAsLong())
              + " empty one");
    }
  }
}
