package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.evaluate.Pooling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Who learns what from whom.
 *
 * @param teachers the job's source if empty
 * @param match which output learns from which; found by name, place and shape if empty
 * @param cacheBytes room for outputs of teachers on disk; 0 is none
 */
public record DistillPlan(
    Student student,
    List<Source> teachers,
    List<Match> match,
    Comparison comparison,
    long cacheBytes) {
  public DistillPlan {
    teachers = List.copyOf(teachers);
    match = List.copyOf(match);
  }

  /** What is trained. */
  public sealed interface Student {
    /** The model as the steps before left it. */
    record Current() implements Student {}

    /** Every so manieth of the repeated blocks. */
    record KeepEvery(int blocks) implements Student {}

    /** These of the repeated blocks, counted from 0, in rising order. */
    record KeepBlocks(List<Integer> blocks) implements Student {
      public KeepBlocks {
        blocks = List.copyOf(blocks);
      }
    }

    /** Another model. */
    record Given(Source source) implements Student {}
  }

  /** Outputs that are compared. */
  public record Match(String student, String teacher) {}

  /**
   * How outputs, and values inside, are compared.
   *
   * @param hints values inside that learn from values inside
   */
  public record Comparison(Outputs outputs, List<Hint> hints) {
    public Comparison {
      hints = List.copyOf(hints);
    }
  }

  /** What the outputs are. */
  public sealed interface Outputs {}

  /**
   * Logits of classes, compared as distributions.
   *
   * @param softWeight share of the loss that the teachers have, in [0, 1]; empty: 0.7 where the
   *     data has labels, else 1
   * @param hard how labels are compared, by cross-entropy
   */
  public record Logits(double temperature, OptionalDouble softWeight, Optional<LossPlan> hard)
      implements Outputs {
    /** What a manifest means that says nothing. */
    static final Logits USUAL = new Logits(4, OptionalDouble.empty(), Optional.empty());

    /** Whether labels are needed, whatever the data has. */
    boolean needsLabels() {
      return hard.isPresent() || softWeight.orElse(1) < 1;
    }
  }

  /** Embeddings, compared by their direction and by their neighbours in the batch. */
  public record Embedding(Pooling pooling) implements Outputs {}

  /**
   * A value inside the student that learns from a value inside a teacher.
   *
   * @param weight beside the outputs, whose is 1
   */
  public record Hint(String student, String teacher, double weight, HintType type) {}

  /** How inner values are compared. */
  public enum HintType {
    PROJECTION,
    ATTENTION
  }
}
