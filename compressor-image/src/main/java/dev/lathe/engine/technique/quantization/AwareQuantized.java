package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.train.History;

/**
 * A model trained for its quantization.
 *
 * @param quantized the model with the trained integers and scales; the errors told of weights are
 *     those of the trained ones
 * @param trained the graph that was trained, which the executor runs, and which gives what the
 *     quantized model gives: a note of that says how far
 */
public record AwareQuantized(Quantized quantized, Model trained, History history) {}
