package dev.lathe.engine.train;

import dev.lathe.engine.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Which samples belong to which batch, step and epoch. An epoch's last batch and last step hold
 * what is left.
 *
 * @param samples of an epoch
 * @param batchSize samples of a batch
 */
record Timetable(long samples, int batchSize, Length length) {
  /** How few steps apart turning points are at least. */
  private static final long STEPS_BETWEEN_TURNS = 100;

  /**
   * Divides a data set.
   *
   * @param leavesOutSingles whether a last batch of one sample is left out: it has no statistics
   *     that a normalization could go by
   */
  static Timetable of(Dataset data, Length length, boolean leavesOutSingles) {
    int batchSize = (int) data.fixedBatch().orElse(length.batchSize());
    boolean leavesOut = leavesOutSingles && batchSize > 1 && data.size() % batchSize == 1;
    return new Timetable(data.size() - (leavesOut ? 1 : 0), batchSize, length);
  }

  long batchesPerEpoch() {
    return Math.ceilDiv(samples, batchSize);
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
    return steps > 0
        && (steps == steps() || steps % length.validateEvery().orElse(stepsPerEpoch()) == 0);
  }

  /** Whether so many steps make a point to go back to: at ends of epochs, not too close. */
  boolean turnsAfter(long steps) {
    long epochs = Math.ceilDiv(STEPS_BETWEEN_TURNS, stepsPerEpoch());
    return steps > 0 && steps < steps() && steps % (epochs * stepsPerEpoch()) == 0;
  }

  /**
   * Returns the samples of each batch of a step.
   *
   * @param order of the epoch that the step belongs to
   */
  List<long[]> batches(long step, long[] order) {
    long first = step % stepsPerEpoch() * length.accumulate();
    return LongStream.range(first, first + batchesOf(step))
        .mapToObj(batch -> {
          long from = batch * batchSize;
          long to = Math.min(from + batchSize, samples);
          return Arrays.copyOfRange(order, (int) from, (int) to);
        })
        .toList();
  }

  /** Returns how many batches make a step. */
  int batchesOf(long step) {
    long first = step % stepsPerEpoch() * length.accumulate();
    return (int) Math.min(length.accumulate(), batchesPerEpoch() - first);
  }
}
