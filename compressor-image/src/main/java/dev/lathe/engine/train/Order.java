package dev.lathe.engine.train;

import java.util.SplittableRandom;

/** In which order the samples of an epoch are learnt from. */
final class Order {
  private Order() {}

  /** Returns the numbers from 0 to {@code size - 1}, shuffled: every order is as likely. */
  static long[] of(long seed, int epoch, long size) {
    SplittableRandom random = new SplittableRandom(Seeds.of(seed, epoch));
    long[] order = new long[Math.toIntExact(size)];
    for (int i = 0; i < order.length; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }
}
