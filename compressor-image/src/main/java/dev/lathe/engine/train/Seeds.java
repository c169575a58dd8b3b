package dev.lathe.engine.train;

/** Derives the seeds of parts from the seed of the whole, so that no generator has a state. */
final class Seeds {
  private Seeds() {}

  /**
   * Returns a seed for the part of that number; neighbours have nothing in common.
   *
   * <p>Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
   * 2014, figure 16: the mix of 64 bits.
   */
  static long of(long seed, long part) {
    return mixed(mixed(seed) + 0x9e3779b97f4a7c15L * (part + 1));
  }

  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
