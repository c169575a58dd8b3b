package dev.lathe.engine.data;

import java.util.List;
import java.util.OptionalLong;

/**
 * How samples are cut into batches.
 *
 * @param fixed what the model insists on
 */
record BatchSize(long samples, OptionalLong fixed) {

  /**
   * Returns the cut that the model's inputs allow.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if there are no samples, or they
   *     do not fill batches of the size that the model fixes
   */
  static BatchSize of(List<InputSpec> inputs, long samples, String what) {
    if (samples == 0) {
      throw DataFailure.invalid(what + " holds no sample");
    }
    OptionalLong fixed =
        inputs.stream().map(InputSpec::fixedBatch).flatMapToLong(OptionalLong::stream).max();
    if (fixed.isPresent() && (fixed.getAsLong() == 0 || samples % fixed.getAsLong() != 0)) {
      throw DataFailure.invalid(
          "the model takes batches of exactly %d samples, %s has %d: set maxSamples to a multiple"
              .formatted(fixed.getAsLong(), what, samples));
    }
    return new BatchSize(samples, fixed);
  }

  /**
   * Checks the numbers of samples.
   *
   * @throws IllegalArgumentException if there are none, or one is out of range
   */
  void require(long... numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("numbers of samples expected, found none");
    }
    for (long number : numbers) {
      if (number < 0 || number >= samples) {
        throw new IllegalArgumentException(
            "numbers of samples from 0 to %d expected, found %d".formatted(samples - 1, number));
      }
    }
  }
}
