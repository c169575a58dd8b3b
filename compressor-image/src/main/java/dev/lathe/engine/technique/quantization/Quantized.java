package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * A quantized model and what was done to it.
 *
 * @param layers what is computed or stored in integers now, in graph order
 * @param kept what could have been but was left in floating point, and why, in graph order
 * @param notes sentences on the whole: what was chosen where the configuration left it open
 */
public record Quantized(
    Model model, List<QuantizedLayer> layers, List<KeptLayer> kept, List<String> notes) {
  public Quantized {
    layers = List.copyOf(layers);
    kept = List.copyOf(kept);
    notes = List.copyOf(notes);
  }

  Quantized withNote(String sentence) {
    List<String> more = new ArrayList<>(notes);
    more.add(sentence);
    return new Quantized(model, layers, kept, more);
  }

  /** A node left in floating point, and why. */
  public record KeptLayer(String name, String opType, String reason) {}
}
