package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Augmentation;
import dev.lathe.engine.data.Augmentation.Flip;
import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.DecimalRange;
import dev.lathe.engine.recipe.grammar.Fields;

/** Reads how pictures are changed at random. */
final class AugmentationReader {
  private static final Choices<Flip> FLIP =
      Choices.of("Horizontal", Flip.HORIZONTAL).or("Vertical", Flip.VERTICAL).or("Both", Flip.BOTH);

  private AugmentationReader() {}

  static Augmentation read(Fields fields) {
    return new Augmentation(
        new Augmentation.Geometry(
            fields.optional("flip").map(v -> v.choice(FLIP)).orElse(Flip.NONE),
            share(fields, "shift", DecimalRange.PROPER_SHARE),
            share(fields, "rotate", DecimalRange.DEGREES)),
        new Augmentation.Colour(
            share(fields, "brightness", DecimalRange.SHARE),
            share(fields, "contrast", DecimalRange.SHARE)),
        share(fields, "cutout", DecimalRange.PROPER_SHARE));
  }

  private static double share(Fields fields, String name, DecimalRange range) {
    return fields.optional(name).map(range::read).orElse(0.0);
  }
}
