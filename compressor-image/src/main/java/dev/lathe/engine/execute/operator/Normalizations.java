package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Emitter;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import java.util.List;
import java.util.OptionalInt;

/** Operators that bring values to a common scale. */
final class Normalizations {
  static final List<Operator> ROWS =
      List.of(
          op("BatchNormalization", Normalizations::batch),
          op(
              "GroupNormalization",
              18,
              "normalization.group_of_groups({0}, {1}, {2}, {epsilon=1e-05}, {num_groups})"),
          op(
              "GroupNormalization",
              21,
              "normalization.group({0}, {1}, {2}, {epsilon=1e-05}, {num_groups})"),
          op("InstanceNormalization", "normalization.instance({0}, {1}, {2}, {epsilon=1e-05})"),
          op("LRN", "normalization.lrn({0}, {alpha=0.0001}, {beta=0.75}, {bias=1.}, {size})"),
          op("LayerNormalization", Normalizations::layer),
          op("LpNormalization", "normalization.lp({0}, {axis=-1}, {p=2})"),
          op("MeanVarianceNormalization", "normalization.mean_variance({0}, {axes=[0, 2, 3]})"),
          op("RMSNormalization", Normalizations::rms));

  private Normalizations() {}

  private static final Emitter LAYER =
      Operator.expression("torch.layer_norm({0}, torch.size({1}), {1}, {2?}, {epsilon=1e-05})");

  private static void layer(Site site) {
    boolean isPlain =
        site.node().outputs().size() == 1
            && site.node().intAttribute("axis", -1) == -1
            && site.rank(1).equals(OptionalInt.of(1));
    if (isPlain) {
      LAYER.emit(site);
    } else {
      site.assign(
          3,
          "normalization.layer(%s, %s, %s, %s, %s)"
              .formatted(
                  site.tensor(0),
                  site.tensor(1),
                  site.optional(2),
                  site.literals().attribute("axis", "-1"),
                  site.literals().attribute("epsilon", "1e-05")));
    }
  }

  private static void batch(Site site) {
    String inputs =
        "%s, %s, %s, %s, %s, %s"
            .formatted(
                site.tensor(0),
                site.tensor(1),
                site.tensor(2),
                site.tensor(3),
                site.tensor(4),
                site.literals().attribute("epsilon", "1e-05"));
    if (site.node().intAttribute("training_mode", 0) == 0) {
      site.assign(1, "normalization.batch(" + inputs + ")");
    } else {
      String momentum = site.literals().attribute("momentum", "0.9");
      site.assign(3, "normalization.batch_trained(" + inputs + ", " + momentum + ")");
    }
  }

  private static void rms(Site site) {
    boolean inDouble = site.node().intAttribute("stash_type", 1) == 11;
    site.assign(
        1,
        "normalization.rms(%s, %s, %s, %s, %d)"
            .formatted(
                site.tensor(0),
                site.tensor(1),
                site.literals().attribute("axis", "-1"),
                site.literals().attribute("epsilon", "1e-05"),
                inDouble ? 7 : 6));
  }
}
