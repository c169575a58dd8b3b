package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.DecimalRange;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.train.Schedule;
import java.util.Optional;

/** Reads how the learning rate changes. */
final class ScheduleReader {

  /** Courses of the learning rate, as manifests name them. */
  enum Type {
    CONSTANT,
    LINEAR,
    COSINE,
    STEP,
    ONE_CYCLE
  }

  static final Choices<Type> TYPE =
      Choices.of("Constant", Type.CONSTANT)
          .or("Linear", Type.LINEAR)
          .or("Cosine", Type.COSINE)
          .or("Step", Type.STEP)
          .or("OneCycle", Type.ONE_CYCLE);

  /** What a manifest means that says nothing. */
  static final Schedule USUAL = Schedule.constant();

  private static final double USUAL_RISE = 0.3;
  private static final double USUAL_FACTOR = 0.1;

  private ScheduleReader() {}

  static Schedule read(Fields schedule) {
    Type type = schedule.optional("type").map(v -> v.choice(TYPE)).orElse(Type.CONSTANT);
    double warmup =
        schedule
            .optional("warmup")
            .map(DecimalRange.PROPER_SHARE::read)
            .orElse(type == Type.ONE_CYCLE ? USUAL_RISE : 0.0);
    Optional<Value> every = schedule.optional("every");
    Optional<Value> factor = schedule.optional("factor");
    int epochs = every.map(v -> (int) v.integer(1, 100_000)).orElse(1);
    double share = factor.map(DecimalRange.INNER_SHARE::read).orElse(USUAL_FACTOR);
    if (type == Type.STEP && every.isEmpty()) {
      schedule.fault("a schedule of type Step falls every so many epochs: set every");
    } else if (type != Type.STEP && (every.isPresent() || factor.isPresent())) {
      schedule.fault("every and factor are read by the type Step only: set it, or remove them");
    }
    return switch (type) {
      case CONSTANT -> new Schedule.Constant(warmup);
      case LINEAR -> new Schedule.Linear(warmup);
      case COSINE -> new Schedule.Cosine(warmup);
      case STEP -> new Schedule.Steps(epochs, share, warmup);
      case ONE_CYCLE -> new Schedule.OneCycle(warmup);
    };
  }

  /** Returns the type that a schedule is of. */
  static Type type(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Constant _ -> Type.CONSTANT;
      case Schedule.Linear _ -> Type.LINEAR;
      case Schedule.Cosine _ -> Type.COSINE;
      case Schedule.Steps _ -> Type.STEP;
      case Schedule.OneCycle _ -> Type.ONE_CYCLE;
    };
  }
}
