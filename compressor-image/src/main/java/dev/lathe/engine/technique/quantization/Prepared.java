package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Model;

/**
 * A model, its layers, and what is known of their inputs.
 *
 * @param layers of this very model
 */
record Prepared(Model model, LinearLayers layers, InputStudy.Findings findings) {}
