package dev.lathe.engine.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which samples belong to which batch, step and epoch. An epoch's last batch and last step hold
 * what is left.
 *
 * @param samples of the training data
 */
record Timetable(long samples, Length length) {

  long batchesPerEpoch() {
    return Math.ceilDiv(samples, length.batchSize());
  }

  long stepsPerEpoch() {
    return Math.ceilDiv(batchesPerEpoch(), length.accumulate());
  }

  long steps() {
    return switch (length.extent()) {
      case Length.Epochs(int count) -> count * stepsPerEpoch();
      case Length.Steps(long count) -> count;
    };
  }

  int epochs() {
    return Math.toIntExact(Math.ceilDiv(steps(), stepsPerEpoch()));
  }

  /** Returns the epoch of a step; both are counted from 0. */
  int epochOf(long step) {
    return Math.toIntExact(step / stepsPerEpoch());
  }

  /** Whether validation is due once so many steps are taken. */
  boolean validatesAfter(long steps) {
    return steps == steps() || steps % length.validateEvery().orElse(stepsPerEpoch()) == 0;
  }

  /**
   * Returns the samples of each batch of a step.
   *
   * @param order of the epoch that the step belongs to
   */
  List<long[]> batches(long step, long[] order) {
    long first = step % stepsPerEpoch() * length.accumulate();
    long behind = Math.min(first + length.accumulate(), batchesPerEpoch());
    return IntStream.range((int) first, (int) behind)
        .mapToObj(batch -> {
          long from = (long) batch * length.batchSize();
          long to = Math.min(from + length.batchSize(), samples);
          return Arrays.copyOfRange(order, (int) from, (int) to);
        })
        .toList();
  }
}
