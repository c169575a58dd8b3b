package dev.lathe.engine.recipe;

import dev.lathe.engine.execute.Update;
import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.DecimalRange;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.train.Optimizer;
import dev.lathe.engine.train.Optimizer.RateFactor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads how weights move. */
final class OptimizerReader {

  /** Rules by which weights move, as manifests name them. */
  enum Type {
    ADAM_W,
    ADAM,
    SGD
  }

  static final Choices<Type> TYPE =
      Choices.of("AdamW", Type.ADAM_W).or("Adam", Type.ADAM).or("Sgd", Type.SGD);
  static final Choices<Boolean> DECAYS_ALL = Choices.of("Weights", false).or("All", true);

  private static final double USUAL_MOMENTUM = 0.9;
  private static final double USUAL_DECAY = 0.01;

  private OptimizerReader() {}

  /** Reads {@code optimizer} and {@code clipNorm}. */
  static Optimizer read(Fields training) {
    Optimizer optimizer = training.required("optimizer").object(OptimizerReader::optimizer);
    return training
        .optional("clipNorm")
        .map(v -> optimizer.withClipNorm(DecimalRange.POSITIVE.read(v)))
        .orElse(optimizer);
  }

  private static Optimizer optimizer(Fields fields) {
    Type type = fields.optional("type").map(v -> v.choice(TYPE)).orElse(Type.ADAM_W);
    double rate = DecimalRange.POSITIVE.read(fields.required("learningRate"));
    Optional<Value> written = fields.optional("momentum");
    double momentum = written.map(DecimalRange.PROPER_SHARE::read).orElse(USUAL_MOMENTUM);
    if (written.isPresent() && type != Type.SGD) {
      written.get().fault("momentum is read by Sgd only: set type to Sgd, or remove momentum");
    }
    double decay =
        fields
            .optional("weightDecay")
            .map(DecimalRange.NOT_NEGATIVE::read)
            .orElse(type == Type.ADAM_W ? USUAL_DECAY : 0);
    Update update =
        switch (type) {
          case ADAM_W -> Update.adamW(decay);
          case ADAM -> new Update.Adam(0.9, 0.999, 1e-8, decay);
          case SGD -> new Update.Sgd(momentum, false, decay);
        };
    boolean all = fields.optional("decay").map(v -> v.choice(DECAYS_ALL)).orElse(false);
    List<RateFactor> rates = fields.optional("rates").map(OptimizerReader::rates).orElse(List.of());
    return new Optimizer(update, rate, all, rates, OptionalDouble.empty());
  }

  /** Of rules that match in a manifest the first counts, of factors the last. */
  private static List<RateFactor> rates(Value list) {
    return list.items(0, 32).stream()
        .map(rule -> rule.object(OptimizerReader::rate))
        .toList()
        .reversed();
  }

  private static RateFactor rate(Fields rule) {
    return new RateFactor(
        rule.required("match").text(), DecimalRange.POSITIVE.read(rule.required("factor")));
  }

  /** Returns the type of rule that an update is of. */
  static Type type(Update update) {
    return switch (update) {
      case Update.AdamW _ -> Type.ADAM_W;
      case Update.Adam _ -> Type.ADAM;
      case Update.Sgd _ -> Type.SGD;
    };
  }
}
