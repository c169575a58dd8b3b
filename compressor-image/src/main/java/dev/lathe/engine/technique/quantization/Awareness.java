package dev.lathe.engine.technique.quantization;

/**
 * How the scales of quantization come about while a model is trained for it.
 *
 * @param freezeRangesAt share of the training, in (0, 1], after which {@link Scales#MOVING} ranges
 *     stay as they are, so that the last weights are trained for the very scales that are served;
 *     of no effect on learned ones
 */
public record Awareness(Scales scales, double freezeRangesAt) {

  public static final Awareness USUAL = new Awareness(Scales.AUTO, 0.75);

  /** Where scales come from. */
  public enum Scales {
    /**
     * Those of activations, and of weights of few bits, are trained; weights of 7 or 8 bits keep to
     * scales that cover them as they are, which takes less of a step.
     */
    AUTO,
    /** They are trained like weights. */
    LEARNED,
    /** They follow a moving average of the ranges that are seen. */
    MOVING
  }

  public Awareness {
    if (!(freezeRangesAt > 0 && freezeRangesAt <= 1)) {
      throw new IllegalArgumentException(
          "freezeRangesAt: a share in (0, 1] expected, found " + freezeRangesAt);
    }
  }
}
