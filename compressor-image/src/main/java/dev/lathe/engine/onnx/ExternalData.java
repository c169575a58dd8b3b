package dev.lathe.engine.onnx;

/**
 * Which tensors a writer puts into a file beside the model, named like it with {@code .data}
 * behind.
 *
 * @param scope which of the tensors that are large enough
 * @param thresholdBytes smaller tensors always stay in the model
 * @param largestModelBytes beyond this size of the model's own file, all tensors that are large
 *     enough go beside it whatever the scope; protobuf ends at 2 GiB
 */
public record ExternalData(Scope scope, long thresholdBytes, long largestModelBytes) {
  /** Which tensors are written beside the model while it is small enough for one file. */
  public enum Scope {
    /** None. */
    NONE,
    /** Those that were read from such a file. */
    AS_READ,
    /** All. */
    ALL
  }

  private static final long DEFAULT_THRESHOLD = 1024;
  private static final long DEFAULT_LARGEST_MODEL = 1_900_000_000;

  public ExternalData {
    if (thresholdBytes < 0) {
      throw new IllegalArgumentException("thresholdBytes must be >= 0, found " + thresholdBytes);
    }
    if (largestModelBytes < 0 || largestModelBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "largestModelBytes must be within [0, 2 GiB), found " + largestModelBytes);
    }
  }

  /** Leaves tensors where they were read; all go beside the model before it reaches 2 GiB. */
  public static ExternalData asRead() {
    return new ExternalData(Scope.AS_READ, DEFAULT_THRESHOLD, DEFAULT_LARGEST_MODEL);
  }

  /** Writes all tensors into the model until it would reach 2 GiB. */
  public static ExternalData whenNeeded() {
    return new ExternalData(Scope.NONE, DEFAULT_THRESHOLD, DEFAULT_LARGEST_MODEL);
  }

  /** Writes all tensors from 1 KiB on beside the model. */
  public static ExternalData always() {
    return new ExternalData(Scope.ALL, DEFAULT_THRESHOLD, DEFAULT_LARGEST_MODEL);
  }
}
