package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ListMap;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** NumPy arrays; the first axis counts samples. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "labels=SHORT_TEXT targets=SHORT_TEXT")
@SchemaCustomizer(value = ListMap.class, input = "inputs=name")
@ValidationRule(
    value = "!has(self.labels) || !has(self.targets)",
    message = "Samples have classes or other targets: set labels or targets, not both.",
    fieldPath = ".targets")
public record NpzFormat(
    @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription("Which array feeds which input of the model.")
        List<ArrayInput> inputs,
    @JsonPropertyDescription(
            "Array with the class of each sample, as integers from 0; -1 where a sample to train on"
                + " has none.")
        @Nullable String labels,
    @JsonPropertyDescription(
            "Array with what the output should be, of any type and shape, in place of labels: for"
                + " training.")
        @Nullable String targets) {

  /** One input of the model and its array. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "name=SHORT_TEXT array=SHORT_TEXT")
  public record ArrayInput(
      @Required @JsonPropertyDescription("Name of the model's input.") String name,
      @JsonPropertyDescription(
              "Name of the array in the .npz file; the input's name if absent. Ignored for a single"
                  + " .npy.")
          @Nullable String array) {}
}
