package dev.lathe.engine.evaluate;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** What of an output is compared. */
public enum Pooling {
  /** All of it; positions that the mask leaves out are not compared. */
  NONE("None"),
  /** The mean over the positions that the mask keeps: a sentence's embedding. */
  MEAN("Mean"),
  /** The first position: that of a classification token. */
  FIRST("First");

  private final String manifestName;

  Pooling(String manifestName) {
    this.manifestName = manifestName;
  }

  /** Returns the pooling that manifests call so. */
  public static Optional<Pooling> ofManifestName(String name) {
    return Arrays.stream(values()).filter(one -> one.manifestName.equals(name)).findFirst();
  }

  public String manifestName() {
    return manifestName;
  }

  /**
   * Returns what is to be compared.
   *
   * @param output [n, ...]; to be pooled [n, positions, width]
   * @param mask [n, positions], 0 where a position is only padding
   * @throws EngineException if the output cannot be pooled, or the mask does not fit it
   */
  OutputRows apply(String name, Tensor output, Optional<Tensor> mask) {
    Shape shape = output.shape();
    if (shape.rank() == 0) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "output '%s' is expected to have a batch axis, found a scalar".formatted(name));
    }
    if (this == NONE) {
      return OutputRows.of(output, mask.filter(m -> covers(m, shape)));
    }
    if (shape.rank() != 3) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "evaluation.pooling %s needs an output [n, positions, width], but '%s' is %s"
              .formatted(manifestName, name, shape));
    }
    if (this == MEAN && mask.isPresent() && !covers(mask.get(), shape)) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "evaluation.pooling Mean needs a mask [n, positions] for output '%s' %s, found %s"
              .formatted(name, shape, mask.get().shape()));
    }
    OutputRows rows = OutputRows.of(output, this == MEAN ? mask : Optional.empty());
    return this == MEAN ? rows.mean() : rows.first();
  }

  private static boolean covers(Tensor mask, Shape output) {
    return output.rank() == 3
        && mask.shape().rank() == 2
        && mask.shape().dim(0) == output.dim(0)
        && mask.shape().dim(1) == output.dim(1);
  }
}
