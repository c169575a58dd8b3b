package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import java.util.Optional;

/** Quantizes models after training. */
public final class Quantizer {
  private Quantizer() {}

  /**
   * Returns the model with what can be quantized quantized. The same arguments give the same bytes.
   *
   * @param model of opset 11 or newer; its initializers hold its weights
   * @param activations runs models over the calibration data; needed in static mode
   * @throws EngineException if static mode has no data; if weights or activations are not finite;
   *     if nothing of the model can be quantized
   */
  public static Quantized quantize(
      Model model,
      QuantizationConfig config,
      Optional<Activations> activations,
      ProgressListener listener) {
    if (config.mode() == QuantizationConfig.Mode.STATIC && activations.isEmpty()) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "spec.data.calibration: static quantization needs data");
    }
    int limit = limit(config);
    Quantized quantized =
        switch (config.mode()) {
          case DYNAMIC -> new DynamicQuantization(model, config, limit).run(listener);
          case STATIC ->
              new StaticQuantization(model, config, limit).run(activations.get(), listener);
        };
    if (quantized.layers().isEmpty()) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "nothing of the model can be quantized: "
              + (quantized.kept().isEmpty()
                  ? "it has no operator with constant weights within the recipe's scope"
                  : quantized.kept().getFirst().opType()
                      + " '"
                      + quantized.kept().getFirst().name()
                      + "', for one, is kept: "
                      + quantized.kept().getFirst().reason()));
    }
    return quantized;
  }

  /** Returns the largest integer that weights may take. */
  private static int limit(QuantizationConfig config) {
    return switch (config.weights().range()) {
      case FULL -> 127;
      case REDUCED -> 63;
      case AUTO -> config.target().saturates() ? 63 : 127;
    };
  }
}
