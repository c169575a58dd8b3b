package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.artifact.Destination;
import dev.lathe.engine.artifact.Digest;
import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.Normalization;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.evaluate.LatencySettings;
import dev.lathe.engine.evaluate.Pooling;
import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.evaluate.gate.Severity;
import dev.lathe.engine.evaluate.gate.Threshold;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.technique.quantization.Calibration;
import dev.lathe.engine.technique.quantization.Choice;
import dev.lathe.engine.technique.quantization.InputQuantization;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.technique.quantization.Scope;
import dev.lathe.engine.technique.quantization.Weights;
import dev.lathe.engine.train.Device;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final String LEAST =
      """
      apiVersion: compression.lathe.dev/v1alpha1
      kind: CompressionJob
      metadata: {name: job}
      spec:
        source: {uri: file:model.onnx}
        recipe:
        - quantize: {mode: Dynamic}
      """;

  @Test
  void theLeastManifestHasEveryDefault() {
    assertThat(Manifest.parse("job.yaml", LEAST))
        .isEqualTo(
            new Manifest(
                "job",
                new Manifest.Inputs(
                    Source.of("file:model.onnx"), new Manifest.DataSources(new LinkedHashMap<>())),
                List.of(
                    new Step.Quantize(
                        Mode.DYNAMIC,
                        Weights.USUAL,
                        InputQuantization.USUAL,
                        Scope.everything(),
                        Optional.empty())),
                new Manifest.Judging(
                    new Manifest.Comparison(
                        Optional.empty(), Pooling.NONE, 32, new LatencySettings(1, 200, 20)),
                    List.of()),
                new Manifest.Running(
                    ServingTarget.HERE,
                    Optional.empty(),
                    0,
                    OptionalInt.empty(),
                    new Manifest.Learning(Device.AUTO, Optional.empty()))));
  }

  @Test
  void everyFieldIsRead() {
    String digest = "ab".repeat(32);
    Manifest manifest =
        Manifest.parse(
            "job.yaml",
            """
            apiVersion: compression.lathe.dev/v1alpha1
            kind: CompressionJob
            metadata: {name: digits-int8, namespace: models, labels: {team: vision}}
            spec:
              runtimeRef: {name: nvidia}
              source:
                uri: https://models.example.com/m.onnx
                path: m.onnx
                digest: sha256:%s
                secretRef: {name: creds}
              data:
                calibration:
                  uri: oci://registry.example.com:5000/data/digits:v1
                  path: /data/digits
                  maxSamples: 64
                  idx: {input: x, images: a-idx3, labels: a-idx1, mean: "0.1307", std: "0.3081"}
                evaluation:
                  uri: file:lines.jsonl
                  text:
                    tokenizer: {uri: "pvc://models/tokenizer.json"}
                    field: body
                    labelField: spam
                    maxLength: 64
              recipe:
              - quantize:
                  mode: Static
                  weights: {granularity: PerTensor, range: Reduced, rounding: Nearest, biasCorrection: Never}
                  activations: Int8
                  smoothing: Always
                  calibration: {method: Percentile, percentile: "99.9"}
                  operators: [Conv, Gemm]
                  exclude: ["/head/*"]
                  keepFloat: Never
              target: {runtime: OnnxRuntime, instructionSet: Vnni}
              evaluation: {output: "y", pooling: Mean, batchSize: 8, latency: {batchSize: 2, runs: 300, warmup: 5}}
              gates:
              - {name: acc, metric: Accuracy, min: "0.9", maxDrop: "1%%", level: "0.99", minSamples: 500}
              - {name: size, metric: SizeBytes, maxRatio: "0.55", max: "1e6", severity: Advisory}
              output: {uri: "oci://registry.example.com/out/digits:v1", secretRef: {name: push}}
              seed: 7
              threads: 2
              resources: {limits: {memory: 2Gi}}
              nodeSelector: {a: b}
              tolerations: [{operator: Exists}]
              priorityClassName: ""
              serviceAccountName: engine
              queueName: gpu
              suspend: false
              backoffLimit: 2
              activeDeadlineSeconds: 60
              pendingDeadlineSeconds: 60
              ttlSecondsAfterFinished: 60
            status: {state: Pending}
            """
                .formatted(digest));

    assertThat(manifest)
        .isEqualTo(
            new Manifest(
                "digits-int8",
                new Manifest.Inputs(
                    new Source(
                        "https://models.example.com/m.onnx",
                        Optional.of("m.onnx"),
                        Optional.of(new Digest(digest)),
                        Optional.of("creds")),
                    sources(
                        new Manifest.DataSource(
                            new Source(
                                "oci://registry.example.com:5000/data/digits:v1",
                                Optional.of("/data/digits"),
                                Optional.empty(),
                                Optional.empty()),
                            new DataSpec.Idx(
                                "x",
                                "a-idx3",
                                Optional.of("a-idx1"),
                                new Normalization(1.0 / 255, List.of(0.1307), List.of(0.3081))),
                            Optional.empty(),
                            OptionalLong.of(64)),
                        new Manifest.DataSource(
                            Source.of("file:lines.jsonl"),
                            new DataSpec.Text("body", Optional.of("spam"), 64),
                            Optional.of(Source.of("pvc://models/tokenizer.json")),
                            OptionalLong.empty()))),
                List.of(
                    new Step.Quantize(
                        Mode.STATIC,
                        new Weights(
                            Weights.Granularity.PER_TENSOR,
                            Weights.Range.REDUCED,
                            Weights.Rounding.NEAREST,
                            Choice.OFF),
                        new InputQuantization(
                            InputQuantization.Type.INT8, Calibration.percentile(99.9), Choice.ON),
                        new Scope(List.of("Conv", "Gemm"), List.of("/head/*"), Choice.OFF),
                        Optional.empty())),
                new Manifest.Judging(
                    new Manifest.Comparison(
                        Optional.of("y"), Pooling.MEAN, 8, new LatencySettings(2, 300, 5)),
                    List.of(
                        new Gate(
                            "acc",
                            Metric.ACCURACY,
                            List.of(
                                new Threshold.Min(new BigDecimal("0.9")),
                                new Threshold.MaxDropPercent(new BigDecimal("1"))),
                            new Gate.Rigour(0.99, 500),
                            Severity.REQUIRED),
                        new Gate(
                            "size",
                            Metric.SIZE_BYTES,
                            List.of(
                                new Threshold.Max(new BigDecimal("1e6")),
                                new Threshold.MaxRatio(new BigDecimal("0.55"))),
                            Gate.Rigour.USUAL,
                            Severity.ADVISORY))),
                new Manifest.Running(
                    ServingTarget.VNNI,
                    Optional.of(
                        new Destination(
                            "oci://registry.example.com/out/digits:v1", Optional.of("push"))),
                    7,
                    OptionalInt.of(2),
                    new Manifest.Learning(Device.AUTO, Optional.empty()))));
  }

  private static Manifest.DataSources sources(
      Manifest.DataSource calibration, Manifest.DataSource evaluation) {
    SequencedMap<Role, Manifest.DataSource> sources = new LinkedHashMap<>();
    sources.put(Role.CALIBRATION, calibration);
    sources.put(Role.EVALUATION, evaluation);
    return new Manifest.DataSources(sources);
  }

  @Test
  void picturesAreReadWithOneOrThreeNumbersForTheChannels() {
    Manifest manifest =
        Manifest.parse(
            "job.yaml",
            LEAST
                + """
                  data:
                    evaluation:
                      uri: file:pictures
                      images:
                        input: x
                        width: 192
                        height: 48
                        resize: Fit
                        channels: BGR
                        layout: NHWC
                        scale: "1"
                        mean: ["103.5", "116.3", "123.7"]
                        std: ["57.4"]
                """);
    assertThat(manifest.inputs().data().get(Role.EVALUATION).orElseThrow().spec())
        .isEqualTo(
            new DataSpec.Images(
                "x",
                new DataSpec.Sizing(192, 48, DataSpec.Resize.FIT),
                DataSpec.Channels.BGR,
                DataSpec.Layout.NHWC,
                new Normalization(1, List.of(103.5, 116.3, 123.7), List.of(57.4))));
  }

  @Test
  void anUnknownFieldIsAFaultWithItsPlaceAndASuggestion() {
    assertFaults(
        LEAST.replace("{mode: Dynamic}", "{mode: Dynamic, weigths: {}}"),
        "job.yaml:7:31: spec.recipe[0].quantize.weigths: there is no such field (did you mean"
            + " weights?); known here: mode, weights, activations, smoothing, calibration,"
            + " operators, exclude, keepFloat, aware, awareness, training");
  }

  @Test
  void aWordThatIsNoneOfTheChoicesIsAFaultThatNamesThem() {
    assertFaults(
        LEAST.replace("Dynamic", "statik"),
        "job.yaml:7:22: spec.recipe[0].quantize.mode: one of Dynamic, Static expected, found"
            + " \"statik\" (did you mean Static?)");
  }

  @Test
  void allFaultsAreToldAtOnceInTheOrderOfTheFile() {
    assertFaults(
        """
        apiVersion: compression.lathe.dev/v1alpha2
        kind: CompressionJob
        metadata: {name: My_Job}
        spec:
          source: {path: 3}
          recipe: {}
          threads: 0
          seed: many
          threads: 2
        """,
        """
        job.yaml:1:13: apiVersion: compression.lathe.dev/v1alpha1 expected, found "compression.lathe.dev/v1alpha2" (did you mean compression.lathe.dev/v1alpha1?)
        job.yaml:3:18: metadata.name: a name of at most 52 lower-case letters, digits and '-' expected, found "My_Job"
        job.yaml:5:11: spec.source.uri: this field is required
        job.yaml:5:18: spec.source.path: a string expected, found the number 3: put it in quotes
        job.yaml:6:11: spec.recipe: a list expected, found an object
        job.yaml:7:12: spec.threads: a whole number from 1 to 256 expected, found 0
        job.yaml:8:9: spec.seed: a whole number expected, found "many"
        job.yaml:9:3: spec.threads: the field stands here twice, first in line 7\
        """
            .stripIndent());
  }

  @Test
  void aBareNumberForADecimalIsAFaultThatShowsHowToWriteIt() {
    assertFaults(
        LEAST + "  gates: [{name: size, metric: SizeBytes, maxRatio: 0.55}]\n",
        "job.yaml:8:53: spec.gates[0].maxRatio: a decimal number in quotes expected, found a bare"
            + " one: write \"0.55\"");
  }

  @Test
  void aFieldWithoutAValueIsMissing() {
    assertFaults(
        LEAST.replace("{uri: file:model.onnx}", ""),
        "job.yaml:5:3: spec.source: this field is required, but holds nothing");
  }

  @Test
  void aNullMeansThatAnOptionalFieldIsAbsentAsInACluster() {
    assertThat(Manifest.parse("job.yaml", LEAST + "  data:\n  seed: null\n"))
        .isEqualTo(Manifest.parse("job.yaml", LEAST));
  }

  @Test
  void aFileThatIsNoYamlIsToldWithThePlace() {
    assertFaults(
        "kind: [CompressionJob\n",
        "job.yaml:2:1: this is no YAML: expected ',' or ']', but got <stream end>");
  }

  @Test
  void aFileOfSeveralDocumentsIsRefused() {
    assertFaults(
        LEAST + "---\n" + LEAST, "job.yaml: one document expected, found 2 divided by ---");
    assertFaults("# nothing\n", "job.yaml: one document expected, found an empty file");
  }

  @Test
  void aListInPlaceOfTheWholeManifestIsRefused() {
    assertFaults("- a\n", "job.yaml:1:1: an object with fields expected, found a list");
  }

  @Test
  void whatKubectlReadsAsABooleanIsQuoted() {
    assertFaults(
        LEAST.replace("name: job", "name: no"),
        "job.yaml:3:18: metadata.name: a string expected, found no, a boolean to kubectl: put it in"
            + " quotes");
    assertThat(Manifest.parse("job.yaml", LEAST.replace("name: job", "name: 'no'")).name())
        .isEqualTo("no");
  }

  @Test
  void staticQuantizationNeedsData() {
    assertFaults(
        LEAST.replace("Dynamic", "Static"),
        "job.yaml:5:3: spec: static quantization learns ranges from data: set data.calibration, or"
            + " set mode to Dynamic");
  }

  @Test
  void whatComesFromTheWebNeedsADigest() {
    assertFaults(
        LEAST.replace("file:model.onnx", "http://example.com/m.onnx"),
        "job.yaml:5:11: spec.source: what comes from the web needs a digest: what a server answers"
            + " may change");
  }

  @Test
  void aManifestInJsonIsReadToo() {
    assertThat(
            Manifest.parse(
                "job.json",
                """
                {"apiVersion":"compression.lathe.dev/v1alpha1","kind":"CompressionJob","metadata":{"name":"job"},
                "spec":{"source":{"uri":"file:model.onnx"},"recipe":[{"quantize":{"mode":"Dynamic"}}]}}
                """))
        .isEqualTo(Manifest.parse("job.yaml", LEAST));
  }

  private static void assertFaults(String yaml, String message) {
    assertThatThrownBy(() -> Manifest.parse("job.yaml", yaml))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessage(message);
  }
}
