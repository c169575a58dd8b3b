package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pictures in class folders: pixels become {@code (pixel * scale - mean) / std}. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "input=SHORT_TEXT scale=POSITIVE_DECIMAL mean[]=DECIMAL std[]=POSITIVE_DECIMAL")
@ValidationRule(
    value = "self.channels != 'Gray' || (!has(self.mean) || self.mean.size() == 1)",
    message = "Gray pictures have one channel: give mean one number.",
    fieldPath = ".mean")
@ValidationRule(
    value = "self.channels != 'Gray' || (!has(self.std) || self.std.size() == 1)",
    message = "Gray pictures have one channel: give std one number.",
    fieldPath = ".std")
@ValidationRule(
    value = "!has(self.mean) || self.mean.size() != 2",
    message = "Give mean one number for all channels, or one for each of the three.",
    fieldPath = ".mean")
@ValidationRule(
    value = "!has(self.std) || self.std.size() != 2",
    message = "Give std one number for all channels, or one for each of the three.",
    fieldPath = ".std")
public record ImagesFormat(
    @Required @JsonPropertyDescription("Name of the model's input.") String input,
    @Required @Min(1) @Max(16_384) @JsonPropertyDescription("Width in pixels that the model takes.")
        Integer width,
    @Required
        @Min(1)
        @Max(16_384)
        @JsonPropertyDescription("Height in pixels that the model takes.")
        Integer height,
    @Default("Stretch")
        @JsonPropertyDescription(
            "How a picture gets this size: Stretch ignores its shape, Fit keeps the shape and pads"
                + " with black, Crop keeps the shape and cuts the rest off at the sides.")
        @Nullable Resize resize,
    @Default("RGB") @JsonPropertyDescription("Order of the colours, or Gray for one channel.")
        @Nullable Channels channels,
    @Default("NCHW")
        @JsonPropertyDescription("Order of the axes: channels before or after the pixels.")
        @Nullable Layout layout,
    @JsonPropertyDescription("Pixels, from 0 to 255, are multiplied by it first; 1/255 if absent.")
        @Nullable String scale,
    @Size(min = 1, max = 3)
        @JsonPropertyDescription(
            "Subtracted after scaling, one number or one a channel; 0 if absent.")
        @Nullable List<String> mean,
    @Size(min = 1, max = 3)
        @JsonPropertyDescription("Divided by after that, one number or one a channel; 1 if absent.")
        @Nullable List<String> std) {

  /** How pictures get the model's size. */
  public enum Resize {
    @JsonProperty("Stretch")
    STRETCH,
    @JsonProperty("Fit")
    FIT,
    @JsonProperty("Crop")
    CROP
  }

  /** Order of colours. */
  public enum Channels {
    RGB,
    BGR,
    @JsonProperty("Gray")
    GRAY
  }

  /** Order of axes. */
  public enum Layout {
    NCHW,
    NHWC
  }
}
