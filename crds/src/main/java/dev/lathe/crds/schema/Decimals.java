package dev.lathe.crds.schema;

/** What decimal numbers in strings look like; the engine reads the same forms. */
final class Decimals {
  /** Digits, maybe a fraction, maybe an exponent: learning rates are written like 5e-5. */
  static final String UNSIGNED = "^[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,3})?$";

  private Decimals() {}

  /** Returns the expression for a number from 0 that compares so. */
  static String upTo(String bound) {
    return "self.matches('%s') && double(self) %s".formatted(UNSIGNED, bound);
  }
}
