package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.recipe.DistillPlan.Outputs;
import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.DecimalRange;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.technique.distillation.DistillationConfig.Hint;
import dev.lathe.engine.technique.distillation.DistillationConfig.HintType;
import dev.lathe.engine.technique.distillation.DistillationConfig.Match;
import dev.lathe.engine.technique.distillation.Pooling;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a {@code distill} step. */
final class DistillReader {
  static final Choices<HintType> HINT_TYPE =
      Choices.of("Projection", HintType.PROJECTION).or("Attention", HintType.ATTENTION);
  static final Choices<Pooling> POOLING =
      Choices.of("None", Pooling.NONE).or("Mean", Pooling.MEAN).or("First", Pooling.FIRST);
  private static final Choices<Boolean> IS_EMBEDDING =
      Choices.of("Logits", false).or("Embedding", true);
  private static final long USUAL_CACHE_BYTES = 4L << 30;

  private DistillReader() {}

  static Step read(Fields fields) {
    DistillPlan.Student student =
        fields
            .optional("student")
            .flatMap(v -> v.object(StudentReader::read))
            .orElse(new DistillPlan.Student.Current());
    List<Source> teachers = list(fields.optional("teachers"), 1, 8, SourceReader::read);
    List<Match> match = list(fields.optional("match"), 1, 32, DistillReader::match);
    Outputs outputs = outputs(fields);
    List<Hint> hints = list(fields.optional("hints"), 0, 32, DistillReader::hint);
    long cache =
        fields.optional("cache").map(v -> v.object(DistillReader::cache)).orElse(USUAL_CACHE_BYTES);
    return new Step.Distill(
        new DistillPlan(
            student, teachers, match, new DistillPlan.Comparison(outputs, hints), cache),
        fields.required("training").object(TrainingReader::read));
  }

  private static <T> List<T> list(
      Optional<Value> written, int min, int max, Function<Fields, T> reading) {
    return written
        .map(v -> v.items(min, max).stream().map(item -> item.object(reading)).toList())
        .orElse(List.of());
  }

  private static Match match(Fields match) {
    return new Match(match.required("student").text(), match.required("teacher").text());
  }

  private static Hint hint(Fields hint) {
    return new Hint(
        hint.required("student").text(),
        hint.required("teacher").text(),
        hint.optional("weight").map(DecimalRange.POSITIVE::read).orElse(1.0),
        hint.optional("type").map(v -> v.choice(HINT_TYPE)).orElse(HintType.PROJECTION));
  }

  private static long cache(Fields cache) {
    return cache.optional("maxBytes").map(Value::bytes).orElse(USUAL_CACHE_BYTES);
  }

  private static Outputs outputs(Fields fields) {
    Optional<Value> written = fields.optional("output");
    Optional<Pooling> embedding = written.flatMap(v -> v.object(DistillReader::embedding));
    boolean told =
        List.of("temperature", "softWeight", "hard").stream()
            .anyMatch(name -> fields.optional(name).isPresent());
    DistillPlan.Logits logits = logits(fields);
    if (embedding.isEmpty()) {
      return new DistillPlan.Logits(
          logits.temperature(),
          logits.softWeight(),
          fields.optional("hard").map(v -> v.object(LossReader::hard)));
    }
    if (told) {
      written
          .orElseThrow()
          .fault(
              "embeddings have no classes: remove temperature, softWeight and hard, or set"
                  + " output.type to Logits");
    }
    return new DistillPlan.Embedding(embedding.get());
  }

  /** Returns how an embedding is pooled; empty if the output is no embedding. */
  private static Optional<Pooling> embedding(Fields output) {
    boolean embedding = output.optional("type").map(v -> v.choice(IS_EMBEDDING)).orElse(false);
    Optional<Value> written = output.optional("pooling");
    Pooling pooling = written.map(v -> v.choice(POOLING)).orElse(Pooling.NONE);
    if (!embedding && pooling != Pooling.NONE) {
      written
          .orElseThrow()
          .fault("pooling is for embeddings: set type to Embedding, or remove pooling");
    }
    return embedding ? Optional.of(pooling) : Optional.empty();
  }

  /** Reads {@code temperature} and {@code softWeight}. */
  static DistillPlan.Logits logits(Fields fields) {
    return new DistillPlan.Logits(
        fields
            .optional("temperature")
            .map(DecimalRange.POSITIVE::read)
            .orElse(DistillPlan.Logits.USUAL.temperature()),
        TrainingReader.number(fields.optional("softWeight"), DecimalRange.SHARE),
        Optional.empty());
  }
}
