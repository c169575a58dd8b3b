package dev.lathe.engine.recipe.grammar;

import java.util.function.DoublePredicate;

/** Decimal numbers that a field may hold. */
public enum DecimalRange {
  POSITIVE("a number above 0 expected, as in \"0.5\"", 1, x -> x > 0),
  NOT_NEGATIVE("a number of at least 0 expected, as in \"0.01\"", 0, x -> x >= 0),
  /** In [0, 1]. */
  SHARE("a share from \"0\" to \"1\" expected, as in \"0.1\"", 0, x -> x >= 0 && x <= 1),
  /** In [0, 1). */
  PROPER_SHARE("a share from \"0\" to below 1 expected, as in \"0.1\"", 0, x -> x >= 0 && x < 1),
  /** In (0, 1). */
  INNER_SHARE("a share above 0 and below 1 expected, as in \"0.999\"", 0.5, x -> x > 0 && x < 1),
  DEGREES(
      "an angle in degrees from \"0\" to \"180\" expected, as in \"10\"",
      0,
      x -> x >= 0 && x <= 180);

  private final String sentence;
  private final double standIn;
  private final DoublePredicate allows;

  DecimalRange(String sentence, double standIn, DoublePredicate allows) {
    this.sentence = sentence;
    this.standIn = standIn;
    this.allows = allows;
  }

  /** Returns the number of a field; another than is allowed is a fault. */
  public double read(Value value) {
    double number = value.decimal().doubleValue();
    if (allows.test(number) && Double.isFinite(number)) {
      return number;
    }
    if (value.isFaultless()) {
      value.fault("%s, found %s".formatted(sentence, value.decimalText("")));
    }
    return standIn;
  }
}
