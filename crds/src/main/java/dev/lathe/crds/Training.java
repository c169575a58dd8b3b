package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ExactlyOne;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a step trains: for how long, by what optimizer, and which weights. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "clipNorm=POSITIVE_DECIMAL freeze[]=GLOB averaging=INNER_SHARE")
@SchemaCustomizer(
    value = ExactlyOne.class,
    input = "epochs steps | Training has one length: set epochs or steps.")
public record Training(
    @Min(1) @Max(100_000) @JsonPropertyDescription("How often each sample is seen.")
        @Nullable Integer epochs,
    @Min(1)
        @Max(1_000_000_000)
        @JsonPropertyDescription("How often weights are changed, in place of epochs.")
        @Nullable Integer steps,
    @Default("32") @Min(1) @Max(65_536) @JsonPropertyDescription("Samples that run at once.")
        @Nullable Integer batchSize,
    @Default("1")
        @Min(1)
        @Max(65_536)
        @JsonPropertyDescription(
            "Batches whose gradients are added up for one step: large steps in little memory.")
        @Nullable Integer accumulate,
    @Required @JsonPropertyDescription("How weights are changed.") Optimizer optimizer,
    @JsonPropertyDescription("How the learning rate changes; it stays as it is if absent.")
        @Nullable Schedule schedule,
    @JsonPropertyDescription(
            "Longest gradient, as the norm over all weights; longer ones are shortened to it.")
        @Nullable String clipNorm,
    @Size(max = 128)
        @JsonPropertyDescription(
            "Weights to leave as they are, by name; * stands for any characters and ? for one, as"
                + " in *word_embeddings*.")
        @Nullable List<String> freeze,
    @Default("Frozen")
        @JsonPropertyDescription(
            "Frozen keeps the statistics of BatchNormalization, and what is folded of it into"
                + " convolutions; Trained measures them anew, which wants large batches.")
        @Nullable BatchNorm batchNorm,
    @JsonPropertyDescription(
            "Share, between 0 and 1 as in \"0.999\", that a moving average of the weights keeps at"
                + " each step; the average is what is tested and kept. None if absent.")
        @Nullable String averaging,
    @JsonPropertyDescription("Ends training once data.validation gets no better.")
        @Nullable EarlyStopping earlyStopping,
    @Default("Auto")
        @JsonPropertyDescription(
            "Numbers that convolutions and products of matrices are computed in; weights and all else"
                + " are kept in Float32. Auto is BFloat16 on a GPU that has it, else Float32.")
        @Nullable Precision precision) {

  /** What becomes of BatchNormalization. */
  public enum BatchNorm {
    @JsonProperty("Frozen")
    FROZEN,
    @JsonProperty("Trained")
    TRAINED
  }

  /** Numbers to compute with. */
  public enum Precision {
    @JsonProperty("Auto")
    AUTO,
    @JsonProperty("Float32")
    FLOAT32,
    @JsonProperty("BFloat16")
    BFLOAT16
  }

  /** When training ends before its time. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "minDelta=NOT_NEGATIVE_DECIMAL")
  public record EarlyStopping(
      @Default("3")
          @Min(1)
          @Max(100_000)
          @JsonPropertyDescription("Validations in a row that may be no better than the best.")
          @Nullable Integer patience,
      @Default("0") @JsonPropertyDescription("By how much a validation has to be better to count.")
          @Nullable String minDelta) {}
}
