package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.technique.distillation.DistillationConfig.Hint;
import dev.lathe.engine.technique.distillation.DistillationConfig.Match;
import dev.lathe.engine.technique.distillation.Pooling;
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

    /** Every so manieth of its repeated blocks. */
    record KeepEvery(int blocks) implements Student {}

    /** These of its repeated blocks, counted from 0, in rising order. */
    record KeepBlocks(List<Integer> blocks) implements Student {
      public KeepBlocks {
        blocks = List.copyOf(blocks);
      }
    }

    /** Another model. */
    record Given(Source source) implements Student {}
  }

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

    private static final double SOFT_WEIGHT_BESIDE_LABELS = 0.7;

    /** Whether labels are needed, whatever the data has. */
    boolean needsLabels() {
      return hard.isPresent() || softWeight.orElse(1) < 1;
    }

    /** Returns the teachers' share where the data has labels, or not. */
    double softWeight(boolean labelled) {
      return softWeight.orElse(labelled ? SOFT_WEIGHT_BESIDE_LABELS : 1);
    }
  }

  /** Embeddings, compared by their direction and by their neighbours in the batch. */
  public record Embedding(Pooling pooling) implements Outputs {}
}
