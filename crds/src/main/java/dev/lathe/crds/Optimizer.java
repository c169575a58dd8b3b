package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How weights are changed at each step. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "learningRate=POSITIVE_DECIMAL momentum=PROPER_SHARE weightDecay=NOT_NEGATIVE_DECIMAL")
@ValidationRule(
    value = "self.type == 'Sgd' || !has(self.momentum)",
    message = "momentum is read by Sgd only: set type to Sgd, or remove momentum.",
    fieldPath = ".momentum")
public record Optimizer(
    @Default("AdamW")
        @JsonPropertyDescription(
            "AdamW decays weights beside the gradient, Adam adds the decay to it; Sgd follows the"
                + " gradient with momentum.")
        @Nullable Type type,
    @Required
        @JsonPropertyDescription(
            "Learning rate, at its highest, as in \"5e-5\" or \"0.001\". Pretrained transformers"
                + " take about 5e-5 by AdamW, convolutional networks 1e-3, or 0.01 by Sgd.")
        String learningRate,
    @JsonPropertyDescription("Momentum of Sgd, from 0 to below 1; 0.9 if absent.")
        @Nullable String momentum,
    @JsonPropertyDescription("Weight decay; if absent 0.01 for AdamW, else 0.")
        @Nullable String weightDecay,
    @Default("Weights")
        @JsonPropertyDescription(
            "What decays: Weights leaves out biases and scales of normalizations, All does not.")
        @Nullable Decay decay,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Learning rates of their own, as multiples of learningRate: of rules that match a"
                + " weight the last decides.")
        @Nullable List<Rate> rates) {

  /** An algorithm. */
  public enum Type {
    @JsonProperty("AdamW")
    ADAM_W,
    @JsonProperty("Adam")
    ADAM,
    @JsonProperty("Sgd")
    SGD
  }

  /** What weight decay acts on. */
  public enum Decay {
    @JsonProperty("Weights")
    WEIGHTS,
    @JsonProperty("All")
    ALL
  }

  /** A learning rate of its own. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "match=GLOB factor=POSITIVE_DECIMAL")
  public record Rate(
      @Required
          @JsonPropertyDescription(
              "Names of weights; * stands for any characters and ? for one, as in head.*.")
          String match,
      @Required @JsonPropertyDescription("What learningRate is multiplied by, as in \"20\".")
          String factor) {}
}
