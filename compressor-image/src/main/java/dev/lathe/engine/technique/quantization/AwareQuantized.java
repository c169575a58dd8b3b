package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.train.History;

/**
 * A model trained for its quantization.
 *
 * @param quantized the model with the trained integers and scales; the errors told of weights are
 *     those of the trained ones
 */
public record AwareQuantized(Quantized quantized, History history) {}
