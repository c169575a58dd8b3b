package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.DecimalRange;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.train.loss.BinaryCrossEntropy;
import dev.lathe.engine.train.loss.Cosine;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Ctc;
import dev.lathe.engine.train.loss.Loss;
import dev.lathe.engine.train.loss.MeanSquaredError;
import java.util.List;
import java.util.Optional;

/** Reads a loss. */
final class LossReader {
  private static final Choices<Loss> TYPE =
      Choices.<Loss>of("CrossEntropy", CrossEntropy.plain())
          .or("BinaryCrossEntropy", new BinaryCrossEntropy(0, List.of()))
          .or("MeanSquaredError", new MeanSquaredError())
          .or("Cosine", new Cosine())
          .or("Ctc", new Ctc(0));

  private LossReader() {}

  static LossPlan read(Fields loss) {
    Optional<Value> written = loss.optional("type");
    Loss type = written.map(v -> v.choice(TYPE)).orElse(CrossEntropy.plain());
    LossPlan plan = hard(loss);
    if (type instanceof CrossEntropy) {
      return plan;
    }
    if (!plan.loss().equals(CrossEntropy.plain())) {
      written
          .orElseThrow()
          .fault(
              "labelSmoothing and classWeights are read by CrossEntropy only: set type to it, or"
                  + " remove them");
    }
    return new LossPlan(type, plan.output());
  }

  /** Reads how labels are compared with logits, which is by cross-entropy. */
  static LossPlan hard(Fields loss) {
    Optional<String> output = loss.optional("output").map(Value::text);
    double smoothing =
        loss.optional("labelSmoothing").map(DecimalRange.PROPER_SHARE::read).orElse(0.0);
    List<Double> weights =
        loss.optional("classWeights")
            .map(v -> v.items(2, 1000).stream().map(DecimalRange.POSITIVE::read).toList())
            .orElse(List.of());
    return new LossPlan(new CrossEntropy(smoothing, weights, false), output);
  }
}
