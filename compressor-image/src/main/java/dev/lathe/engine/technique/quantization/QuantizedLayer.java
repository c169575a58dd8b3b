package dev.lathe.engine.technique.quantization;

import java.util.OptionalDouble;

/**
 * What quantization did to one node.
 *
 * @param name of the node, or of its first output where it has none
 * @param opType operator of the source model
 * @param bytes of its constants; those that several nodes share are counted at the first
 * @param weightSqnrDecibels power of the weights over that of their error, in dB; infinite where
 *     there is none; empty for a node without weights
 * @param outputSqnrDecibels the same for its output over the calibration data, the inputs as they
 *     were; empty where it was not measured
 */
public record QuantizedLayer(
    String name,
    String opType,
    Bytes bytes,
    OptionalDouble weightSqnrDecibels,
    OptionalDouble outputSqnrDecibels) {

  /** Bytes of a node's constants before, and with scales and zero points now. */
  public record Bytes(long original, long quantized) {}
}
