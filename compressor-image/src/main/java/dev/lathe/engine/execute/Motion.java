package dev.lathe.engine.execute;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How trained initializers move in a step.
 *
 * @param undecayed those that no weight decay is applied to
 * @param factors what the learning rate of some of them is multiplied by; of all others by 1
 * @param longest the length gradients are cut to, all of them together; empty: as they are
 * @param averaging what a moving average of all that moves keeps of itself in a step, in (0, 1);
 *     empty: there is none
 */
public record Motion(
    Update update,
    Set<String> undecayed,
    Map<String, Double> factors,
    OptionalDouble longest,
    OptionalDouble averaging) {
  public Motion {
    undecayed = Set.copyOf(undecayed);
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /** Returns the motion of all by an update and nothing else. */
  public static Motion by(Update update) {
    return new Motion(update, Set.of(), Map.of(), OptionalDouble.empty(), OptionalDouble.empty());
  }

  public Motion withUndecayed(Set<String> names) {
    return new Motion(update, names, factors, longest, averaging);
  }

  public Motion withFactors(Map<String, Double> others) {
    return new Motion(update, undecayed, others, longest, averaging);
  }

  public Motion withLongest(double length) {
    return new Motion(update, undecayed, factors, OptionalDouble.of(length), averaging);
  }

  public Motion withAveraging(double kept) {
    return new Motion(update, undecayed, factors, longest, OptionalDouble.of(kept));
  }

  /** Returns the decay of an initializer, in units of the learning rate. */
  double decay(String name) {
    return undecayed.contains(name) ? 0 : update.weightDecay();
  }

  /** Returns what the learning rate of an initializer is multiplied by. */
  double factor(String name) {
    return factors.getOrDefault(name, 1.0);
  }
}
