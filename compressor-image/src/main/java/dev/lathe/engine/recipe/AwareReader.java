package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.AwarePlan.Goal;
import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.DecimalRange;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.technique.quantization.Awareness.Scales;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.train.Precision;
import java.util.Optional;

/** Reads {@code aware}, {@code awareness} and {@code training} of a {@code quantize} step. */
final class AwareReader {
  static final Choices<Scales> SCALES =
      Choices.of("Auto", Scales.AUTO).or("Learned", Scales.LEARNED).or("Moving", Scales.MOVING);
  private static final double USUAL_FREEZE = 0.75;

  private AwareReader() {}

  /** Returns how training goes with it; empty if it does not. */
  static Optional<AwarePlan> read(Fields quantize, Mode mode) {
    Optional<Value> written = quantize.optional("aware");
    boolean aware = written.map(Value::yesOrNo).orElse(false);
    Optional<Value> awareness = quantize.optional("awareness");
    Optional<Value> training = quantize.optional("training");
    if (!aware) {
      awareness.ifPresent(v -> v.object(AwareReader::awareness));
      training.ifPresent(v -> v.object(TrainingReader::read));
      if (awareness.isPresent() || training.isPresent()) {
        quantize.fault(
            "training and awareness are for quantization-aware training: set aware to true, or"
                + " remove them");
      }
      return Optional.empty();
    }
    if (mode != Mode.STATIC) {
      written
          .get()
          .fault(
              "quantization-aware training rounds with ranges that are known: set mode to Static,"
                  + " or remove aware");
    }
    if (training.isEmpty()) {
      quantize.fault("quantization-aware training has to be told how to train: set training");
      return Optional.empty();
    }
    Awareness read =
        awareness
            .map(v -> v.object(AwareReader::awareness))
            .orElse(new Awareness(Scales.AUTO, USUAL_FREEZE, new Goal.Labels(LossPlan.USUAL)));
    return Optional.of(
        new AwarePlan(
            read.scales(),
            read.freezeRangesAt(),
            read.goal(),
            training.get().object(AwareReader::training)));
  }

  /** What is rounded to integers has more bits than a bfloat16. */
  private static TrainingPlan training(Fields fields) {
    TrainingPlan plan = TrainingReader.read(fields);
    if (plan.precision() == Precision.BFLOAT16) {
      fields.fault(
          "quantization-aware training is done in Float32, since BFloat16 rounds more coarsely than"
              + " the integers do: remove precision, or set it to Float32");
    }
    return new TrainingPlan(plan.config(), Precision.FLOAT32);
  }

  private record Awareness(Scales scales, double freezeRangesAt, Goal goal) {}

  private static Awareness awareness(Fields fields) {
    Optional<Goal> distill =
        fields
            .optional("distill")
            .map(v -> v.object(source -> new Goal.Source(DistillReader.logits(source))));
    Optional<Goal> loss =
        fields.optional("loss").map(v -> new Goal.Labels(v.object(LossReader::read)));
    if (distill.isPresent() && loss.isPresent()) {
      fields.fault("training brings one thing down: set distill or loss, not both");
    }
    return new Awareness(
        fields.optional("scales").map(v -> v.choice(SCALES)).orElse(Scales.AUTO),
        fields.optional("freezeRangesAt").map(DecimalRange.SHARE::read).orElse(USUAL_FREEZE),
        distill.or(() -> loss).orElse(new Goal.Labels(LossPlan.USUAL)));
  }
}
