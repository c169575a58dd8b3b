package dev.lathe.engine.train;

import java.util.OptionalLong;

/**
 * How long is trained, and in what portions.
 *
 * @param batchSize samples of a batch
 * @param accumulate batches of a step: their gradients are summed, as if it were one large batch
 * @param validateEvery steps between two validations; empty: one at the end of each epoch
 */
public record Length(Extent extent, int batchSize, int accumulate, OptionalLong validateEvery) {

  /** Epochs or steps. */
  public sealed interface Extent {}

  /** So many passes over the training data. */
  public record Epochs(int count) implements Extent {
    public Epochs {
      if (count < 1) {
        throw new IllegalArgumentException("epochs: at least 1 expected, found " + count);
      }
    }
  }

  /** So many steps, in as many passes as they take. */
  public record Steps(long count) implements Extent {
    public Steps {
      if (count < 1) {
        throw new IllegalArgumentException("steps: at least 1 expected, found " + count);
      }
    }
  }

  public Length {
    if (batchSize < 1 || accumulate < 1) {
      throw new IllegalArgumentException(
          "batchSize and accumulate: at least 1 expected, found %d and %d"
              .formatted(batchSize, accumulate));
    }
    if (validateEvery.isPresent() && validateEvery.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "validateEvery: at least 1 step expected, found " + validateEvery.getAsLong());
    }
  }

  /** Returns how often each of so many samples is learnt from, on average. */
  public double passes(long samples) {
    return switch (extent) {
      case Epochs(int count) -> count;
      case Steps(long count) -> (double) count * accumulate * batchSize / samples;
    };
  }

  public static Length epochs(int count, int batchSize) {
    return new Length(new Epochs(count), batchSize, 1, OptionalLong.empty());
  }

  public static Length steps(long count, int batchSize) {
    return new Length(new Steps(count), batchSize, 1, OptionalLong.empty());
  }

  public Length withAccumulate(int batches) {
    return new Length(extent, batchSize, batches, validateEvery);
  }

  public Length withValidateEvery(long steps) {
    return new Length(extent, batchSize, accumulate, OptionalLong.of(steps));
  }
}
