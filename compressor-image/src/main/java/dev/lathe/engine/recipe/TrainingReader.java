package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.DecimalRange;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.train.Length;
import dev.lathe.engine.train.Precision;
import dev.lathe.engine.train.Scope;
import dev.lathe.engine.train.Scope.BatchNorm;
import dev.lathe.engine.train.Selection;
import dev.lathe.engine.train.TrainingConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads how a step trains. */
final class TrainingReader {
  static final Choices<BatchNorm> BATCH_NORM =
      Choices.of("Frozen", BatchNorm.FROZEN).or("Trained", BatchNorm.TRAINED);
  static final Choices<Precision> PRECISION =
      Choices.of("Auto", Precision.AUTO)
          .or("Float32", Precision.FLOAT32)
          .or("BFloat16", Precision.BFLOAT16);
  private static final int LARGEST_BATCH = 65_536;

  private TrainingReader() {}

  static TrainingPlan read(Fields training) {
    Length length = length(training);
    TrainingConfig config =
        new TrainingConfig(
            length,
            OptimizerReader.read(training),
            training
                .optional("schedule")
                .map(v -> v.object(ScheduleReader::read))
                .orElse(ScheduleReader.USUAL),
            scope(training),
            selection(training));
    return new TrainingPlan(
        config,
        training.optional("precision").map(v -> v.choice(PRECISION)).orElse(Precision.AUTO));
  }

  private static Length length(Fields training) {
    Optional<Value> epochs = training.optional("epochs");
    Optional<Value> steps = training.optional("steps");
    if (epochs.isPresent() == steps.isPresent()) {
      training.fault(
          "training has one length: set epochs or steps, found "
              + (epochs.isPresent() ? "both" : "none"));
    }
    Length.Extent extent =
        steps.isPresent()
            ? new Length.Steps(steps.get().integer(1, 1_000_000_000))
            : new Length.Epochs(epochs.map(v -> (int) v.integer(1, 100_000)).orElse(1));
    return new Length(
        extent,
        training.optional("batchSize").map(v -> (int) v.integer(1, LARGEST_BATCH)).orElse(32),
        training.optional("accumulate").map(v -> (int) v.integer(1, LARGEST_BATCH)).orElse(1),
        OptionalLong.empty());
  }

  private static Scope scope(Fields training) {
    return new Scope(
        training
            .optional("freeze")
            .map(v -> v.items(0, 128).stream().map(Value::text).toList())
            .orElse(List.of()),
        training.optional("batchNorm").map(v -> v.choice(BATCH_NORM)).orElse(BatchNorm.FROZEN));
  }

  private static Selection selection(Fields training) {
    return new Selection(
        training.optional("earlyStopping").map(v -> v.object(TrainingReader::stopping)),
        true,
        number(training.optional("averaging"), DecimalRange.INNER_SHARE));
  }

  private static Selection.EarlyStopping stopping(Fields stopping) {
    return new Selection.EarlyStopping(
        stopping.optional("patience").map(v -> (int) v.integer(1, 100_000)).orElse(3),
        stopping.optional("minDelta").map(DecimalRange.NOT_NEGATIVE::read).orElse(0.0));
  }

  /** Reads a number that need not be there. */
  static OptionalDouble number(Optional<Value> written, DecimalRange range) {
    return written.map(range::read).stream().mapToDouble(Double::doubleValue).findFirst();
  }
}
