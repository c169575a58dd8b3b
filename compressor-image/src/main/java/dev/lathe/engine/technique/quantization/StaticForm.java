package dev.lathe.engine.technique.quantization;

import java.util.List;

/**
 * A statically quantized model, and where it is quantized.
 *
 * @param layers multiplied in integers, in graph order
 */
record StaticForm(Quantized quantized, List<LinearLayer> layers, Sites sites) {
  StaticForm {
    layers = List.copyOf(layers);
  }
}
