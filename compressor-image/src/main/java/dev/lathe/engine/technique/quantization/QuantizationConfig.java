package dev.lathe.engine.technique.quantization;

/**
 * How a model is to be quantized: the {@code quantize} step of a recipe with every default filled
 * in.
 *
 * @param target what the model will run on
 */
public record QuantizationConfig(
    Mode mode, Weights weights, InputQuantization activations, Scope scope, Target target) {

  /** When the scales of activations are found. */
  public enum Mode {
    /** At run time, anew for each input. Needs no data; calibration data, if given, is used. */
    DYNAMIC,
    /** Beforehand, from calibration data, which is required. */
    STATIC
  }

  /** Returns the defaults of a mode for a target: what a manifest that says no more means. */
  public static QuantizationConfig of(Mode mode, Target target) {
    return new QuantizationConfig(
        mode, Weights.USUAL, InputQuantization.USUAL, Scope.everything(), target);
  }

  public QuantizationConfig withWeights(Weights other) {
    return new QuantizationConfig(mode, other, activations, scope, target);
  }

  public QuantizationConfig withActivations(InputQuantization other) {
    return new QuantizationConfig(mode, weights, other, scope, target);
  }

  public QuantizationConfig withScope(Scope other) {
    return new QuantizationConfig(mode, weights, activations, other, target);
  }
}
