package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The data of a job. */
@ApiPart
public record DataSets(
    @JsonPropertyDescription(
            "Inputs, and labels or targets where the loss needs them, that steps train on.")
        @Nullable TrainingSet training,
    @JsonPropertyDescription(
            "Inputs like those of data.training, on which training is watched: the best weights are"
                + " kept, and training may stop early.")
        @Nullable DataSet validation,
    @JsonPropertyDescription(
            "Typical inputs, from which ranges of activations are learnt. Needed by static"
                + " quantization; some hundred samples do.")
        @Nullable DataSet calibration,
    @JsonPropertyDescription(
            "Inputs, and labels where a gate needs them, on which the original and the compressed"
                + " model are compared. Never the calibration data.")
        @Nullable DataSet evaluation) {}
