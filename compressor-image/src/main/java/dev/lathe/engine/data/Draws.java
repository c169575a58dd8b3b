package dev.lathe.engine.data;

/**
 * Random numbers for one sample in one epoch.
 *
 * <p>Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014,
 * figures 16 and 17: a counter, its bits mixed. Written out here since results of a training hang
 * on it.
 */
final class Draws {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private long state;

  /** Starts anew for a sample; neighbours in any of the three have nothing in common. */
  Draws(long seed, int epoch, long number) {
    state = mixed(mixed(mixed(seed + GOLDEN_RATIO) + epoch * GOLDEN_RATIO) + number * GOLDEN_RATIO);
  }

  boolean coin() {
    return next() < 0;
  }

  /** Returns a number in [from, to). */
  double between(double from, double to) {
    return from + (next() >>> 11) * 0x1p-53 * (to - from);
  }

  /** Returns an integer from one to another, both included, each as likely but for 2⁻⁵³. */
  int integer(int from, int to) {
    return (int) Math.floor(between(from, to + 1.0));
  }

  private long next() {
    state += GOLDEN_RATIO;
    return mixed(state);
  }

  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
