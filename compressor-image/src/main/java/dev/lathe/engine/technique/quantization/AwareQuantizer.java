package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.train.Trained;
import dev.lathe.engine.train.Trainer;
import java.util.Optional;

/**
 * Trains models for their quantization.
 *
 * <p>A model is quantized statically first, with all that is chosen there: what is rounded where,
 * what stays in floating point, how many integers the target can bear. Then the same graph is
 * trained with its weights in floating point and rounding in every place where the quantized model
 * rounds, straight through which gradients pass; and what was learnt, scales included, is written
 * into the quantized model. What was trained is what is served: nothing is calibrated again.
 *
 * <p>Batch normalizations that {@link dev.lathe.engine.graph.rewrite.Prepare} folded into
 * convolutions stay folded: their scales are trained as part of the weights. Tables that are looked
 * up are rounded before and not trained but for the scales of their rows.
 */
public final class AwareQuantizer {
  /** Two products of weights up to it and unsigned bytes fit 16 bits. */
  private static final int LARGEST_SAFE = 64;

  private AwareQuantizer() {}

  /**
   * Returns the model quantized and trained for it. The same arguments, thread count included, give
   * the same bytes.
   *
   * @param source prepared, of opset 13 or newer
   * @param activations runs models over the calibration data
   * @throws EngineException as {@link Quantizer#quantize}, and as {@link Trainer#train};
   *     INVALID_MANIFEST if the mode is not static
   */
  public static AwareQuantized quantize(
      Model source,
      QuantizationConfig config,
      Activations activations,
      AwareTraining training,
      ProgressListener listener) {
    if (config.mode() != Mode.STATIC) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "quantize.aware: mode Static expected, found " + config.mode());
    }
    Trainer.check(source, training.objective(), training.data(), training.config());
    StaticForm form = Quantizer.form(source, config, Optional.of(activations), listener);
    ScaleRule rule = ScaleRule.of(training.awareness(), training.config().optimizer().update());
    TrainingForm.Built built = TrainingForm.of(form, rule);
    AwareObjective objective =
        new AwareObjective(
            training.objective(), built.moving(), training.awareness().freezeRangesAt());
    Trained trained =
        Trainer.train(built.model(), objective, training.data(), training.config(), training.run());
    Quantized quantized = WriteBack.apply(form, built, trained.model());
    boolean saturating =
        config.target().saturates()
            && form.sites().weights().stream().anyMatch(site -> site.limit() > LARGEST_SAFE);
    return new AwareQuantized(
        Agreement.sentence(activations, quantized.model(), built, trained.model(), saturating)
            .map(quantized::withNote)
            .orElse(quantized),
        trained.model(),
        trained.history());
  }
}
