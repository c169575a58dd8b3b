package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import org.jspecify.annotations.Nullable;

/** Random changes of pictures, another one each time a sample is seen; absent ones are not made. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "shift=PROPER_SHARE rotate=DEGREES brightness=SHARE contrast=SHARE cutout=PROPER_SHARE")
public record Augmentation(
    @JsonPropertyDescription("Mirror half of the pictures: left and right, up and down, or both.")
        @Nullable Flip flip,
    @JsonPropertyDescription(
            "Move by up to this share of the width and height, as in \"0.1\"; what is uncovered is"
                + " filled with the border.")
        @Nullable String shift,
    @JsonPropertyDescription("Turn by up to so many degrees, either way, at most 180.")
        @Nullable String rotate,
    @JsonPropertyDescription("Make lighter or darker by up to this share, as in \"0.2\".")
        @Nullable String brightness,
    @JsonPropertyDescription("Raise or lower the contrast by up to this share, as in \"0.2\".")
        @Nullable String contrast,
    @JsonPropertyDescription("Blank a square whose side is this share of the shorter side.")
        @Nullable String cutout) {

  /** How pictures are mirrored. */
  public enum Flip {
    @JsonProperty("Horizontal")
    HORIZONTAL,
    @JsonProperty("Vertical")
    VERTICAL,
    @JsonProperty("Both")
    BOTH
  }
}
