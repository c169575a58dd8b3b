package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.train.loss.CrossEntropy;
import java.util.List;
import java.util.Optional;

/**
 * What a student learns from its teachers.
 *
 * @param match outputs that belong together; empty: by name, else by position
 * @param hints values inside that learn from values inside
 */
public record DistillationConfig(Outputs outputs, List<Match> match, List<Hint> hints) {
  public DistillationConfig {
    match = List.copyOf(match);
    hints = List.copyOf(hints);
  }

  /** An output of the student and what it is compared with. */
  public record Match(String student, String teacher) {}

  /** How outputs are compared. */
  public sealed interface Outputs {}

  /**
   * As distributions over classes.
   *
   * @param temperature that scores of both are divided by, above 0
   * @param softWeight what the teachers' part is multiplied by, in [0, 1]; the part of the labels
   *     has the rest
   * @param hard how labels are compared where {@code softWeight} is below 1
   */
  public record Logits(double temperature, double softWeight, Hard hard) implements Outputs {
    public Logits {
      if (!(temperature > 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException(
            "temperature: a number above 0 expected, found " + temperature);
      }
      if (!(softWeight >= 0 && softWeight <= 1)) {
        throw new IllegalArgumentException(
            "softWeight: a share in [0, 1] expected, found " + softWeight);
      }
    }

    /** Scores at a temperature, by the teachers alone. */
    public static Logits soft(double temperature) {
      return new Logits(temperature, 1, Hard.usual());
    }
  }

  /**
   * How labels are compared.
   *
   * @param output of the student; empty: the first
   */
  public record Hard(CrossEntropy loss, Optional<String> output) {
    public static Hard usual() {
      return new Hard(CrossEntropy.plain(), Optional.empty());
    }
  }

  /** By their direction, and by which samples of a batch are near each other. */
  public record Embedding(Pooling pooling) implements Outputs {}

  /**
   * A value inside the student that learns from a value inside the teachers.
   *
   * @param weight beside the outputs
   */
  public record Hint(String student, String teacher, double weight, HintType type) {
    public Hint {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("weight: a number from 0 expected, found " + weight);
      }
    }
  }

  /** How values inside are compared. */
  public enum HintType {
    PROJECTION,
    ATTENTION
  }
}
