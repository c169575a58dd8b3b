package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.GateRules;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** A condition on the compressed model. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input =
        "name=LABEL min=DECIMAL max=DECIMAL maxDrop=DROP maxRatio=POSITIVE_DECIMAL"
            + " level=CONFIDENCE")
@SchemaCustomizer(GateRules.class)
public record Gate(
    @Required @JsonPropertyDescription("Name of the gate, unique in the job.") String name,
    @Required
        @JsonPropertyDescription(
            "What is measured. With labels: Accuracy, Top5Accuracy, F1. Against the original's"
                + " outputs: Agreement (same class), CosineMean, CosineMin, MeanSquaredError, Sqnr"
                + " (dB), KlDivergence (nats). Of the model: SizeBytes, Parameters, Macs, Sparsity."
                + " Of timed runs: LatencyP50 and LatencyP99 (ms).")
        Metric metric,
    @JsonPropertyDescription("Least allowed value, as a decimal string.") @Nullable String min,
    @JsonPropertyDescription("Greatest allowed value, as a decimal string.") @Nullable String max,
    @JsonPropertyDescription(
            "How far the value may lie below the original's: absolute as in \"0.01\", or relative"
                + " as in \"1%\". For metrics of which more is better.")
        @Nullable String maxDrop,
    @JsonPropertyDescription(
            "Greatest allowed ratio of the value to the original's, as in \"0.55\". For sizes,"
                + " counts and latencies.")
        @Nullable String maxRatio,
    @Default("0.95")
        @JsonPropertyDescription(
            "Confidence, from 0.5 to below 1, with which the threshold has to hold.")
        @Nullable String level,
    @Min(1)
        @Max(100_000_000)
        @JsonPropertyDescription(
            "Samples, or timed runs, below which the gate is inconclusive; 1 if absent.")
        @Nullable Integer minSamples,
    @Default("Required")
        @JsonPropertyDescription(
            "Required forbids publishing unless the gate passes; Advisory only reports.")
        @Nullable Severity severity) {

  /** What is measured. */
  public enum Metric {
    @JsonProperty("Accuracy")
    ACCURACY,
    @JsonProperty("Top5Accuracy")
    TOP5_ACCURACY,
    F1,
    @JsonProperty("Agreement")
    AGREEMENT,
    @JsonProperty("CosineMean")
    COSINE_MEAN,
    @JsonProperty("CosineMin")
    COSINE_MIN,
    @JsonProperty("MeanSquaredError")
    MEAN_SQUARED_ERROR,
    @JsonProperty("Sqnr")
    SQNR,
    @JsonProperty("KlDivergence")
    KL_DIVERGENCE,
    @JsonProperty("SizeBytes")
    SIZE_BYTES,
    @JsonProperty("Parameters")
    PARAMETERS,
    @JsonProperty("Macs")
    MACS,
    @JsonProperty("Sparsity")
    SPARSITY,
    @JsonProperty("LatencyP50")
    LATENCY_P50,
    @JsonProperty("LatencyP99")
    LATENCY_P99
  }

  /** What follows if a gate does not pass. */
  public enum Severity {
    @JsonProperty("Required")
    REQUIRED,
    @JsonProperty("Advisory")
    ADVISORY
  }
}
