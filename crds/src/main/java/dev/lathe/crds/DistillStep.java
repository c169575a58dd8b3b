package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Training a student to answer as its teachers do. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "temperature=POSITIVE_DECIMAL softWeight=SHARE")
@ValidationRule(
    value =
        "!has(self.output) || self.output.type != 'Embedding' || !has(self.temperature) &&"
            + " !has(self.softWeight) && !has(self.hard)",
    message =
        "Embeddings have no classes: remove temperature, softWeight and hard, or set output.type to"
            + " Logits.",
    fieldPath = ".output")
public record DistillStep(
    @JsonPropertyDescription("What is trained; the model as the steps before left it if absent.")
        @Nullable Student student,
    @Size(min = 1, max = 8)
        @JsonPropertyDescription(
            "Models that teach; their outputs are averaged. If absent: the job's source.")
        @Nullable List<ModelSource> teachers,
    @Size(min = 1, max = 32)
        @JsonPropertyDescription(
            "Which output learns from which. If absent: those of one name, else of one place, and"
                + " one shape.")
        @Nullable List<Match> match,
    @JsonPropertyDescription(
            "What logits of both are divided by before they are compared, which shows how likely"
                + " the other classes are; 4 if absent.")
        @Nullable String temperature,
    @JsonPropertyDescription(
            "Share of the loss, from 0 to 1, that the teachers have; the rest is cross-entropy with"
                + " the labels. If absent 0.7 where data.training has labels, else 1.")
        @Nullable String softWeight,
    @JsonPropertyDescription("How labels are compared, where they have a share.")
        @Nullable HardLoss hard,
    @JsonPropertyDescription("What the outputs are; Logits if absent.") @Nullable Output output,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Values inside the student that learn from values inside a teacher.")
        @Nullable List<Hint> hints,
    @JsonPropertyDescription("Room for outputs of teachers, which need not run at each epoch then.")
        @Nullable Cache cache,
    @Required @JsonPropertyDescription("How to train.") Training training) {

  /** Outputs that are compared. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "student=SHORT_TEXT teacher=SHORT_TEXT")
  public record Match(
      @Required @JsonPropertyDescription("Output of the student.") String student,
      @Required @JsonPropertyDescription("Output of the teachers.") String teacher) {}

  /** How labels are compared with logits. */
  @ApiPart
  @SchemaCustomizer(
      value = Strings.class,
      input = "output=SHORT_TEXT labelSmoothing=PROPER_SHARE classWeights[]=POSITIVE_DECIMAL")
  public record HardLoss(
      @JsonPropertyDescription("Output that is compared; the first that teachers teach if absent.")
          @Nullable String output,
      @JsonPropertyDescription(
              "Share of certainty that is given to the other classes, from 0 to below 1; 0 if"
                  + " absent.")
          @Nullable String labelSmoothing,
      @Size(min = 2, max = 1000)
          @JsonPropertyDescription("How much samples of each class count; 1 each if absent.")
          @Nullable List<String> classWeights) {}

  /** What the outputs are. */
  @ApiPart
  @ValidationRule(
      value = "self.type == 'Embedding' || !has(self.pooling) || self.pooling == 'None'",
      message = "pooling is for embeddings: set type to Embedding, or remove pooling.",
      fieldPath = ".pooling")
  public record Output(
      @Default("Logits")
          @JsonPropertyDescription(
              "Logits of classes, compared as distributions, or an Embedding, compared by its"
                  + " direction and by its neighbours in the batch.")
          @Nullable OutputType type,
      @Default("None")
          @JsonPropertyDescription(
              "What of an embedding [n, positions, width] is compared, as in evaluation.pooling.")
          EvaluationSettings.@Nullable Pooling pooling) {}

  /** A kind of output. */
  public enum OutputType {
    @JsonProperty("Logits")
    LOGITS,
    @JsonProperty("Embedding")
    EMBEDDING
  }

  /** A value inside the student that learns from a value inside a teacher. */
  @ApiPart
  @SchemaCustomizer(
      value = Strings.class,
      input = "student=SHORT_TEXT teacher=SHORT_TEXT weight=POSITIVE_DECIMAL")
  public record Hint(
      @Required @JsonPropertyDescription("Name of the value in the student's graph.")
          String student,
      @Required @JsonPropertyDescription("Name of the value in the teacher's graph.")
          String teacher,
      @Default("1") @JsonPropertyDescription("How much it counts beside the outputs.")
          @Nullable String weight,
      @Default("Projection")
          @JsonPropertyDescription(
              "Projection compares values, through a learned matrix where widths differ; Attention"
                  + " compares where they are large.")
          @Nullable HintType type) {}

  /** How inner values are compared. */
  public enum HintType {
    @JsonProperty("Projection")
    PROJECTION,
    @JsonProperty("Attention")
    ATTENTION
  }

  /** Room for outputs of teachers. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "maxBytes=BYTES")
  public record Cache(
      @Default("\"4Gi\"")
          @JsonPropertyDescription(
              "Most bytes on the scratch volume, as in 4Gi; 0 for none. Nothing is kept of samples"
                  + " that are augmented.")
          @Nullable Quantity maxBytes) {}
}
