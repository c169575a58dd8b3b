package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.Strings;
import dev.lathe.crds.schema.WebNeedsDigest;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Texts in a .jsonl file, tokenized on the fly and padded to the longest of each batch. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "field=SHORT_TEXT labelField=SHORT_TEXT")
public record TextFormat(
    @Required @JsonPropertyDescription("The tokenizer that the model was trained with.")
        Tokenizer tokenizer,
    @Default("text") @JsonPropertyDescription("Field with the text.") @Nullable String field,
    @JsonPropertyDescription(
            "Field with the class, as an integer from 0; -1 where a text to train on has none.")
        @Nullable String labelField,
    @Default("128")
        @Min(1)
        @Max(1_048_576)
        @JsonPropertyDescription("Tokens after which a text is cut off, special ones included.")
        @Nullable Integer maxLength) {

  /** Where a tokenizer is. */
  @ApiPart
  @SchemaCustomizer(value = Strings.class, input = "uri=FETCH_URI path=INNER_PATH digest=DIGEST")
  @SchemaCustomizer(WebNeedsDigest.class)
  public record Tokenizer(
      @Required
          @JsonPropertyDescription(
              "Where the tokenizer.json of the HuggingFace format is, written like source.uri.")
          String uri,
      @JsonPropertyDescription("The file inside a folder or image, like the path of a data set.")
          @Nullable String path,
      @JsonPropertyDescription(
              "SHA-256 of the file as sha256:<64 hexadecimal digits>. Required for http and https.")
          @Nullable String digest,
      @JsonPropertyDescription("Secret with the credentials for the source.")
          @Nullable SecretRef secretRef) {}
}
