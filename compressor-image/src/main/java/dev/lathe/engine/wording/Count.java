package dev.lathe.engine.wording;

/** The words that go with a number. */
public final class Count {
  private Count() {}

  /**
   * Returns a number of things, as in {@code 1 layer} and {@code 2 layers}.
   *
   * @param thing whose plural ends in an s more
   */
  public static String of(long number, String thing) {
    return number + " " + form(number, thing, thing + "s");
  }

  /** Returns the word for one, or that for none and several. */
  public static String form(long number, String one, String several) {
    return number == 1 ? one : several;
  }
}
