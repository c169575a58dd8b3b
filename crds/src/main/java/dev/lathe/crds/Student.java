package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ExactlyOne;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model that learns from teachers. */
@ApiPart
@SchemaCustomizer(
    value = ExactlyOne.class,
    input = "derive model | A student is derived or given: set derive or model.")
public record Student(
    @JsonPropertyDescription(
            "Take some of the source's repeated blocks, with the weights that they have.")
        @Nullable Derive derive,
    @JsonPropertyDescription("Take another ONNX model.") @Nullable ModelSource model) {

  /** Which of the repeated blocks to take. */
  @ApiPart
  @SchemaCustomizer(
      value = ExactlyOne.class,
      input = "keepEvery keepBlocks | Blocks are kept by one rule: set keepEvery or keepBlocks.")
  @ValidationRule(
      value =
          "!has(self.keepBlocks) || self.keepBlocks.all(i, block, i == 0 || self.keepBlocks[i - 1] <"
              + " block)",
      message = "Blocks keep their order: name each once, in rising order.",
      fieldPath = ".keepBlocks")
  public record Derive(
      @Min(2)
          @Max(1000)
          @JsonPropertyDescription("Keep every so manieth block, the first included.")
          @Nullable Integer keepEvery,
      @Size(min = 1, max = 1000)
          @JsonPropertyDescription("Blocks to keep, counted from 0, in rising order.")
          @Nullable List<@Min(0) @Max(100_000) Integer> keepBlocks) {}
}
