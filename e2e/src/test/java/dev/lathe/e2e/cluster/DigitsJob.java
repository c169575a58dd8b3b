package dev.lathe.e2e.cluster;

import java.util.Map;
import java.util.UUID;

/**
 * A job that trains a small network to read digits, then trains it for its quantization, and what
 * it reads from the registry.
 */
public record DigitsJob(String name, String checkpoint) {
  /** Steps of the first training. */
  public static final int STEPS = 800;

  /** Steps of the training for quantization. */
  public static final int AWARE_STEPS = 500;

  private static final String MODEL = "models/digits:v1";
  private static final String DATA = "data/digits:v1";

  /** Returns a job that keeps no checkpoints. */
  public static DigitsJob named(String name) {
    return new DigitsJob(name, "");
  }

  /** Returns the job with checkpoints in a folder of a volume that no job has written to. */
  public DigitsJob keptOn(String claim) {
    String uri = "pvc://%s/%s".formatted(claim, UUID.randomUUID());
    return new DigitsJob(name, "checkpoint: {uri: \"%s\", intervalSeconds: 5}".formatted(uri));
  }

  /** Puts the network and the digits into the registry. */
  public static void publish(InnerRegistry registry) {
    registry.push(
        MODEL, Map.of("models/model.onnx", Repository.fixture("untrained/separable.onnx")));
    registry.push(
        DATA,
        Map.of(
            "models/digits/training-images", Repository.fixture("mnist/training-images"),
            "models/digits/training-labels", Repository.fixture("mnist/training-labels"),
            "models/digits/tuning-images", Repository.fixture("mnist/tuning-images"),
            "models/digits/tuning-labels", Repository.fixture("mnist/tuning-labels"),
            "models/digits/evaluation-images", Repository.fixture("mnist/evaluation-images"),
            "models/digits/evaluation-labels", Repository.fixture("mnist/evaluation-labels")));
  }

  /** Returns the repository that the job publishes to. */
  public String output() {
    return "out/" + name;
  }

  /** Returns the manifest, its sources in the registry. */
  public String manifest(InnerRegistry registry) {
    return """
    apiVersion: compression.lathe.dev/v1alpha1
    kind: CompressionJob
    metadata:
      name: %s
    spec:
      source: {uri: "%s"}
      data:
        training: %s
        validation: %s
        calibration: %s
        evaluation: %s
      recipe:
      - fineTune:
          training:
            steps: %d
            batchSize: 64
            optimizer: {learningRate: "0.002"}
            schedule: {type: Cosine, warmup: "0.05"}
      - quantize:
          mode: Static
          weights: {bits: 4, granularity: PerTensor}
          aware: true
          training:
            steps: %d
            batchSize: 64
            optimizer: {learningRate: "0.001"}
      gates:
      - {name: accuracy, metric: Accuracy, min: "0.75"}
      - {name: size, metric: SizeBytes, maxRatio: "0.7"}
      output: {uri: "%s"}
      seed: 7
      threads: 1
      %s
    """
        .formatted(
            name,
            registry.uri(MODEL),
            digits(registry, "training", 20_000),
            digits(registry, "tuning", 500),
            digits(registry, "training", 200),
            digits(registry, "evaluation", 1000),
            STEPS,
            AWARE_STEPS,
            registry.uri(output() + ":v1"),
            checkpoint);
  }

  private static String digits(InnerRegistry registry, String part, int samples) {
    return ("{uri: \"%s\", path: digits, maxSamples: %d, idx: {input: x, images: %s-images, labels:"
            + " %s-labels, mean: \"0.1307\", std: \"0.3081\"}}")
        .formatted(registry.uri(DATA), samples, part, part);
  }
}
