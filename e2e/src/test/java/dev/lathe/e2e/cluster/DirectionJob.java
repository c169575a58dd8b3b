package dev.lathe.e2e.cluster;

import java.nio.file.Path;
import java.util.Map;

/** The job that compresses the text-direction classifier, and what it reads from the registry. */
public record DirectionJob(String name, String model, String gates, String extra) {
  private static final String DIGEST =
      "sha256:e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c";
  private static final String PASSING =
      """
      [{name: accuracy, metric: Accuracy, maxDrop: "0.02", minSamples: 500},
       {name: size, metric: SizeBytes, maxRatio: "0.55"}]\
      """;

  public static DirectionJob named(String name) {
    return new DirectionJob(name, "models/direction:v1", PASSING, "digest: " + DIGEST);
  }

  public DirectionJob withGates(String other) {
    return new DirectionJob(name, model, other, extra);
  }

  public DirectionJob withModel(String other, String more) {
    return new DirectionJob(name, other, gates, more);
  }

  /** Puts the model and its data into the registry. */
  public static void publish(InnerRegistry registry) {
    registry.push(
        "models/direction:v1",
        Map.of("models/model.onnx", Repository.fixture("direction/model.onnx")));
    registry.push(
        "data/direction:v1",
        Map.of(
            "models/calibration.npz", Repository.fixture("direction/calibration.npz"),
            "models/evaluation.npz", Repository.fixture("direction/evaluation.npz")));
  }

  /** Returns the original model. */
  public static Path original() {
    return Repository.fixture("direction/model.onnx");
  }

  /** Returns the repository that the job publishes to. */
  public String output() {
    return "out/" + name;
  }

  /** Returns the manifest, its sources in the registry, with more fields of the spec. */
  public String manifest(InnerRegistry registry, String spec) {
    return """
    apiVersion: compression.lathe.dev/v1alpha1
    kind: CompressionJob
    metadata:
      name: %s
    spec:
      source:
        uri: %s
        %s
      data:
        calibration:
          uri: %s
          path: calibration.npz
          npz: {inputs: [{name: x, array: x}], labels: "y"}
        evaluation:
          uri: %s
          path: evaluation.npz
          npz: {inputs: [{name: x, array: x}], labels: "y"}
      recipe:
      - quantize: {mode: Static}
      gates: %s
      output:
        uri: %s
    %s\
    """
        .formatted(
            name,
            registry.uri(model),
            extra,
            registry.uri("data/direction:v1"),
            registry.uri("data/direction:v1"),
            gates,
            registry.uri(output() + ":v1"),
            spec.indent(2));
  }
}
