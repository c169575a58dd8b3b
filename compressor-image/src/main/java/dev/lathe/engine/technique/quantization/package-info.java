/**
 * Post-training quantization to 8-bit integers, dynamic and static.
 *
 * <p>{@link dev.lathe.engine.technique.quantization.Quantizer} is the way in. The technique knows
 * no runtime: whoever calls it hands it {@link
 * dev.lathe.engine.technique.quantization.Activations}, which run a model over the calibration
 * data.
 */
@NullMarked
package dev.lathe.engine.technique.quantization;

import org.jspecify.annotations.NullMarked;
