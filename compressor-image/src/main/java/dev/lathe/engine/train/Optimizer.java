package dev.lathe.engine.train;

import dev.lathe.engine.execute.Update;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How weights move.
 *
 * @param update along their gradients; its decay is of weights alone
 * @param learningRate the greatest, which a {@link Schedule} takes shares of
 * @param decaysAll whether the decay is of biases and of the scales and biases of normalizations
 *     too
 * @param rates what the learning rate of some initializers is multiplied by; of several that match
 *     the last counts
 * @param clipNorm the length that the gradients of a step, all together, are cut to
 */
public record Optimizer(
    Update update,
    double learningRate,
    boolean decaysAll,
    List<RateFactor> rates,
    OptionalDouble clipNorm) {

  /**
   * What the learning rate of the initializers that a glob matches is multiplied by.
   *
   * @param factor 0 or more
   */
  public record RateFactor(String glob, double factor) {
    public RateFactor {
      if (!(factor >= 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException(
            "factor of '%s': a number from 0 expected, found %s".formatted(glob, factor));
      }
    }
  }

  public Optimizer {
    rates = List.copyOf(rates);
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learningRate: a number above 0 expected, found " + learningRate);
    }
    if (clipNorm.isPresent() && !(clipNorm.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "clipNorm: a number above 0 expected, found " + clipNorm.getAsDouble());
    }
  }

  public static Optimizer of(Update update, double learningRate) {
    return new Optimizer(update, learningRate, false, List.of(), OptionalDouble.empty());
  }

  public Optimizer withRates(RateFactor... factors) {
    return new Optimizer(update, learningRate, decaysAll, List.of(factors), clipNorm);
  }

  public Optimizer withClipNorm(double length) {
    return new Optimizer(update, learningRate, decaysAll, rates, OptionalDouble.of(length));
  }

  public Optimizer decayingAll() {
    return new Optimizer(update, learningRate, true, rates, clipNorm);
  }
}
