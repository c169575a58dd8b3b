package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.technique.quantization.Quantized.KeptLayer;
import dev.lathe.engine.technique.quantization.Weights.Rounding;
import java.util.List;
import java.util.Optional;

/** What quantization cannot do without. */
final class Requirements {
  private Requirements() {}

  /**
   * @throws EngineException if static mode, or an option that needs data, has none; if the operator
   *     set is too old for the mode
   */
  static void check(Model model, QuantizationConfig config, Optional<Activations> activations) {
    requireData(config, activations);
    requireOpset(model, config.mode());
  }

  private static void requireData(QuantizationConfig config, Optional<Activations> activations) {
    if (activations.isPresent()) {
      return;
    }
    String what = "";
    if (config.mode() == Mode.STATIC) {
      what = "static quantization";
    } else if (config.weights().rounding() == Rounding.COMPENSATED) {
      what = "compensated rounding";
    } else if (config.weights().biasCorrection() == Choice.ON) {
      what = "bias correction";
    } else if (config.activations().smoothing() == Choice.ON) {
      what = "smoothing";
    }
    if (!what.isEmpty()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "spec.data.calibration: %s needs data".formatted(what));
    }
  }

  private static void requireOpset(Model model, Mode mode) {
    long needed =
        switch (mode) {
          case DYNAMIC -> DynamicQuantization.SINCE_OPSET;
          case STATIC -> StaticQuantization.SINCE_OPSET;
        };
    if (model.opset() < needed) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "%s quantization needs opset %d or newer, found %d"
              .formatted(mode == Mode.STATIC ? "static" : "dynamic", needed, model.opset()));
    }
  }

  /**
   * @throws EngineException if nothing was quantized, with the reason of one layer
   */
  static Quantized requireDone(Quantized quantized) {
    if (quantized.layers().isEmpty()) {
      throw nothingDone(quantized.kept());
    }
    return quantized;
  }

  private static EngineException nothingDone(List<KeptLayer> kept) {
    return new EngineException(
        Reason.UNSUPPORTED_MODEL,
        "nothing of the model can be quantized: "
            + (kept.isEmpty()
                ? "it has no operator with constant weights"
                : "%s '%s', for one, is kept: %s"
                    .formatted(
                        kept.getFirst().opType(),
                        kept.getFirst().name(),
                        kept.getFirst().reason())));
  }
}
