package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.Progress.Leg;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a run from its first stage to its last, as its recipe leads it.
 *
 * @param legs in their order, each there once
 */
record Course(List<Leg> legs) {
  Course {
    legs = List.copyOf(legs);
  }

  /**
   * Returns the way of a whole job.
   *
   * @param calibrates whether there is calibration data
   */
  static Course of(List<Step> recipe, boolean calibrates) {
    List<Leg> legs = new ArrayList<>(List.of(Leg.of(Stage.FETCH), Leg.of(Stage.VERIFY)));
    legs.add(Leg.of(Stage.PREPARE));
    for (int i = 0; i < recipe.size(); i++) {
      for (Stage stage : stages(recipe.get(i), calibrates)) {
        legs.add(new Leg(stage, i + 1));
      }
    }
    legs.add(Leg.of(Stage.EVALUATE));
    legs.add(Leg.of(Stage.PUBLISH));
    return new Course(legs);
  }

  private static List<Stage> stages(Step step, boolean calibrates) {
    return switch (step) {
      case Step.FineTune _, Step.Distill _ -> List.of(Stage.TRAIN);
      case Step.Quantize quantize when quantize.aware().isPresent() ->
          List.of(Stage.CALIBRATE, Stage.TRAIN, Stage.QUANTIZE);
      case Step.Quantize quantize ->
          calibrates || quantize.mode() == Mode.STATIC
              ? List.of(Stage.CALIBRATE, Stage.QUANTIZE)
              : List.of(Stage.QUANTIZE);
    };
  }

  /**
   * Returns the percentage of the whole way that is done.
   *
   * @param fraction of the leg that is done, in [0, 1]
   * @return in [0, 100], from 0 at the start of the first to 100 at the end of the last leg; 0 for
   *     a leg that is not on the way
   */
  int percent(Leg at, double fraction) {
    double before = 0;
    double all = 0;
    for (Leg leg : legs) {
      before += legs.indexOf(leg) < legs.indexOf(at) ? leg.stage().weight() : 0;
      all += leg.stage().weight();
    }
    double done = legs.contains(at) ? before + at.stage().weight() * fraction : 0;
    return (int) Math.floor(100 * done / all + 1e-9);
  }
}
