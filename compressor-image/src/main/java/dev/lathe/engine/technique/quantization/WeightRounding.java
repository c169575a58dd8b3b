package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.technique.quantization.Weights.Granularity;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns the weights of layers into integers as the configuration says. */
final class WeightRounding {
  private static final int ALL_BITS = 127;
  private static final int FOUR_BITS = 7;

  /**
   * With 64 the sum of two products with unsigned bytes, which processors without VNNI keep in 16
   * bits, never saturates: 2 · 255 · 64 = 32,640 &lt; 32,767.
   */
  private static final int SEVEN_BITS = 64;

  private final QuantizationConfig config;
  private final InputStudy.Findings findings;

  /**
   * @param findings on the inputs of products; with Gram matrices where rounding is compensated
   */
  WeightRounding(QuantizationConfig config, InputStudy.Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  /**
   * The weights of a layer as integers.
   *
   * @param weights those of a product as [inputs, outputs], of a convolution as it has them
   * @param outputSqnrDecibels foreseen for the layer's output, rounding of activations counted
   */
  record Rounded(QuantizedWeights weights, OptionalDouble outputSqnrDecibels) {

    /**
     * Returns what reports say of a layer.
     *
     * @param first whether no layer before has the same weights
     */
    QuantizedLayer describe(LinearLayer layer, boolean first) {
      return new QuantizedLayer(
          layer.name(),
          layer.node().opType(),
          first
              ? new QuantizedLayer.Bytes(layer.weights().sizeInBytes(), weights.sizeInBytes())
              : new QuantizedLayer.Bytes(0, 0),
          OptionalDouble.of(weights.sqnrDecibels()),
          outputSqnrDecibels);
    }
  }

  /** Returns the largest integer that weights may take. */
  static int limit(QuantizationConfig config) {
    if (config.weights().bits() == 4) {
      return FOUR_BITS;
    }
    return switch (config.weights().range()) {
      case FULL -> ALL_BITS;
      case REDUCED -> SEVEN_BITS;
      case AUTO -> config.target().saturates() ? SEVEN_BITS : ALL_BITS;
    };
  }

  /**
   * Rounds the weights of a layer.
   *
   * @param leastScales the least that the scale of each output may be; empty where any will do
   * @throws EngineException if a weight is infinite or not a number
   */
  Rounded round(LinearLayer layer, List<Float> leastScales) {
    int axis = layer.isProduct() ? 1 : layer.outputAxis();
    QuantizedWeights.Grid grid =
        new QuantizedWeights.Grid(
            config.weights().granularity() == Granularity.PER_TENSOR ? -1 : axis,
            limit(config),
            leastScales);
    Tensor plain = layer.plainWeights();
    QuantizedWeights nearest =
        refitted(QuantizedWeights.of(layer.weightName(), plain, grid), plain, grid);
    Optional<InputStatistics> seen = findings.input(layer.input());
    Optional<double[]> gram = seen.flatMap(InputStatistics::gram);
    if (!layer.isProduct() || gram.isEmpty()) {
      return new Rounded(nearest, OptionalDouble.empty());
    }
    Optional<CompensatedRounding.Rounded> compensated =
        CompensatedRounding.round(
            plain.toFloats(), gram.get(), nearest.scales().toFloats(), grid.limit());
    if (compensated.isEmpty() && config.weights().rounding() == Weights.Rounding.COMPENSATED) {
      throw new EngineException(
          Reason.INVALID_DATA,
          "%s: its rounding cannot be compensated, its input is zero on all calibration data"
              .formatted(layer.node().label()));
    }
    return compensated
        .map(result -> new Rounded(result.weights(), outputSqnr(layer, result)))
        .orElseGet(() -> new Rounded(nearest, OptionalDouble.empty()));
  }

  /** With few levels, those next to each other matter more than how far they reach. */
  private QuantizedWeights refitted(
      QuantizedWeights widest, Tensor weights, QuantizedWeights.Grid grid) {
    if (config.weights().bits() == 8) {
      return widest;
    }
    Tensor scales = LeastError.scales(weights, widest.scales(), grid);
    return QuantizedWeights.by(scales, weights, grid.axis(), grid.limit());
  }

  /**
   * The error of rounded weights on the data, and a uniform error of an activation's step for each
   * input, against the energy of the output.
   */
  private OptionalDouble outputSqnr(LinearLayer layer, CompensatedRounding.Rounded rounded) {
    double energy = findings.outputEnergy(layer.node().output()).orElse(0);
    Optional<InputStatistics> seen = findings.input(layer.input());
    if (energy <= 0 || seen.isEmpty()) {
      return OptionalDouble.empty();
    }
    double step = ((double) seen.get().max() - seen.get().min()) / 255;
    double weightPower = 0;
    for (float weight : layer.plainWeights().toFloats()) {
      weightPower += (double) weight * weight;
    }
    double error = rounded.outputError() + step * step / 12 * seen.get().rows() * weightPower;
    return OptionalDouble.of(10 * Math.log10(energy / error));
  }
}
