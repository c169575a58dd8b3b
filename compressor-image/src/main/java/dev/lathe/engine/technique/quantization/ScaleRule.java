package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.execute.Update;

/**
 * How scales move in a training.
 *
 * @param scales whether they are learned
 * @param balances whether the gradient of a learned scale is to be scaled: an update that goes by
 *     the gradient's size needs it, one that divides by that does not see it
 */
record ScaleRule(Awareness.Scales scales, boolean balances) {
  static ScaleRule of(Awareness awareness, Update update) {
    boolean balances =
        switch (update) {
          case Update.Sgd sgd -> true;
          case Update.Adam adam -> false;
          case Update.AdamW adamW -> false;
        };
    return new ScaleRule(awareness.scales(), balances);
  }
}
