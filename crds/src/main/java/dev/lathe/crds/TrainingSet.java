package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ExactlyOne;
import dev.lathe.crds.schema.Strings;
import dev.lathe.crds.schema.WebNeedsDigest;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A {@link DataSet} to train on, whose samples may be changed at random. */
@ApiPart
@SchemaCustomizer(value = Strings.class, input = "uri=FETCH_URI path=INNER_PATH digest=DIGEST")
@SchemaCustomizer(WebNeedsDigest.class)
@SchemaCustomizer(
    value = ExactlyOne.class,
    input =
        "npz idx images text | A data set has exactly one format: set one of npz, idx, images and"
            + " text.")
@ValidationRule(
    value = "!has(self.augmentation) || !has(self.text)",
    message = "Augmentation changes pictures: remove it from a data set of texts.",
    fieldPath = ".augmentation")
public record TrainingSet(
    @Required @JsonPropertyDescription("Where the data is, as in data.calibration.") String uri,
    @JsonPropertyDescription("The file or folder inside a folder or image, as in data.calibration.")
        @Nullable String path,
    @JsonPropertyDescription(
            "SHA-256 of the file as sha256:<64 hexadecimal digits>. Required for http and https.")
        @Nullable String digest,
    @JsonPropertyDescription("Secret with the credentials for the source.")
        @Nullable SecretRef secretRef,
    @Min(1) @Max(100_000_000) @JsonPropertyDescription("Use only the first so many samples.")
        @Nullable Integer maxSamples,
    @JsonPropertyDescription("Arrays of NumPy: an .npz file, or a single .npy.")
        @Nullable NpzFormat npz,
    @JsonPropertyDescription("A pair of IDX files, the format of MNIST.") @Nullable IdxFormat idx,
    @JsonPropertyDescription("PNG and JPEG pictures in one folder a class.")
        @Nullable ImagesFormat images,
    @JsonPropertyDescription("One JSON object a line, with a text to tokenize.")
        @Nullable TextFormat text,
    @JsonPropertyDescription(
            "Random changes of pictures, and of arrays that are shaped like pictures.")
        @Nullable Augmentation augmentation) {

  /** Returns the samples as they are before they are changed. */
  public DataSet samples() {
    return new DataSet(uri, path, digest, secretRef, maxSamples, npz, idx, images, text);
  }
}
