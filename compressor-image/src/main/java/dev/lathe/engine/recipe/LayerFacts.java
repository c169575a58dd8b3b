package dev.lathe.engine.recipe;

import dev.lathe.engine.technique.quantization.Quantized;
import dev.lathe.engine.technique.quantization.QuantizedLayer;

/** Puts what techniques say of nodes into a report's words. */
final class LayerFacts {
  private LayerFacts() {}

  static RunReport.Layer of(QuantizedLayer layer) {
    return new RunReport.Layer(
        layer.name(),
        layer.opType(),
        new RunReport.Sizes(layer.bytes().original(), layer.bytes().quantized()),
        layer.weightSqnrDecibels(),
        layer.outputSqnrDecibels());
  }

  static RunReport.Kept of(Quantized.KeptLayer layer) {
    return new RunReport.Kept(layer.name(), layer.opType(), layer.reason());
  }
}
