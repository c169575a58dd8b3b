package dev.lathe.engine.cli;

import static dev.lathe.engine.cli.Trial.arrays;
import static dev.lathe.engine.cli.Trial.calibration;
import static dev.lathe.engine.cli.Trial.fails;
import static dev.lathe.engine.cli.Trial.file;
import static dev.lathe.engine.cli.Trial.manifest;
import static dev.lathe.engine.cli.Trial.text;
import static dev.lathe.engine.failure.Reason.DATA_OVERLAP;
import static dev.lathe.engine.failure.Reason.INVALID_DATA;
import static dev.lathe.engine.failure.Reason.NOT_FOUND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.cli.Trial.Spoiling;
import dev.lathe.engine.recipe.TinyJob;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Data that does not fit is told with its role, its file, and the sample or field. */
class BadDataTest {
  private static final String CALIBRATION = "data.calibration (file:calibration.npz): ";
  private static final String EVALUATION = "data.evaluation (file:evaluation.npz): ";

  @TempDir private Path root;

  private static Arguments invalid(String what, Spoiling spoiling, String sentence) {
    return fails(what, spoiling, INVALID_DATA, sentence);
  }

  private static Tensor floats(long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    return Tensor.ofFloats(shape, values);
  }

  private static Tensor spoilt(float value) {
    float[] values = floats(3, 64).toFloats();
    values[70] = value;
    return Tensor.ofFloats(Shape.of(3, 64), values);
  }

  private static Spoiling labels(Tensor labels) {
    return arrays("evaluation.npz", Map.of("x", floats(3, 64), "y", labels));
  }

  private static Tensor longs(long... values) {
    return Tensor.ofLongs(Shape.of(values.length), values);
  }

  static Stream<Arguments> samples() {
    return Stream.of(
        invalid(
            "no sample",
            arrays("calibration.npz", Map.of("x", floats(0, 64))),
            CALIBRATION + "calibration.npz holds no sample"),
        invalid(
            "a label too large",
            labels(longs(0, 3, 4)),
            EVALUATION
                + "array 'y' of evaluation.npz: sample 2 has label 4, but the model has classes 0"
                + " to 3"),
        invalid(
            "a negative label",
            labels(longs(0, -1, 3)),
            EVALUATION
                + "array 'y' of evaluation.npz: sample 1 has label -1, but the model has classes 0"
                + " to 3"),
        invalid(
            "too few labels",
            labels(longs(0, 1)),
            EVALUATION
                + "arrays differ in length: array 'x' of evaluation.npz has 3 samples, array 'y' of"
                + " evaluation.npz has 2"),
        invalid(
            "labels that are no numbers of classes",
            labels(floats(3)),
            EVALUATION
                + "labels: one integer a sample expected, [n], found [3] of FLOAT in array 'y' of"
                + " evaluation.npz"),
        fails(
            "calibration on what judges",
            manifest("file:calibration.npz", "file:evaluation.npz"),
            DATA_OVERLAP,
            "data.calibration shares 200 of its 200 samples with evaluation (the first:"
                + " sample 0 is evaluation sample 0): judge the model on data that no step has"
                + " seen"));
  }

  static Stream<Arguments> inputs() {
    return Stream.of(
        invalid(
            "an input that the model lacks",
            calibration(Trial.sound(), "file:calibration.npz", "npz: {inputs: [{name: z}]}"),
            CALIBRATION + "the model has no input 'z', its inputs are [x]"),
        invalid(
            "an array that the file lacks",
            arrays("calibration.npz", Map.of("z", floats(3, 64))),
            CALIBRATION + "calibration.npz holds no array 'x', its arrays are [z]"),
        invalid(
            "an input without data",
            Trial.model(g ->
                g.output(
                    g.node(
                        "MatMul",
                        g.node("Mul", g.input("x", -1, 64), g.input("k", -1, 64)),
                        g.weights(64, 4)))),
            CALIBRATION + "input 'k' of the model is missing in the data, which feeds [x]"),
        invalid(
            "another element type",
            arrays("calibration.npz", Map.of("x", Tensor.ofLongs(Shape.of(1, 64), new long[64]))),
            CALIBRATION
                + "input 'x': [?, 64] of FLOAT expected, found [1, 64] of INT64 in array 'x' of"
                + " calibration.npz"),
        invalid(
            "another extent",
            arrays("calibration.npz", Map.of("x", floats(3, 32))),
            CALIBRATION
                + "input 'x': [?, 64] of FLOAT expected, found [3, 32] of FLOAT in array 'x' of"
                + " calibration.npz"),
        invalid(
            "another rank",
            arrays("calibration.npz", Map.of("x", floats(3, 64, 1))),
            CALIBRATION
                + "input 'x': [?, 64] of FLOAT expected, found [3, 64, 1] of FLOAT in array 'x' of"
                + " calibration.npz"),
        invalid(
            "NaN to calibrate on",
            arrays("calibration.npz", Map.of("x", spoilt(Float.NaN))),
            CALIBRATION
                + "input 'x' is NaN in sample 1: activation 'x' becomes infinite or not a number on"
                + " the calibration data"),
        invalid(
            "an infinity to calibrate on",
            arrays("calibration.npz", Map.of("x", spoilt(Float.NEGATIVE_INFINITY))),
            CALIBRATION
                + "input 'x' is infinite in sample 1: activation 'x' becomes infinite or not a"
                + " number on the calibration data"),
        invalid(
            "NaN to calibrate on before a training",
            trial -> {
              arrays("calibration.npz", Map.of("x", spoilt(Float.NaN))).spoil(trial);
              return new TinyJob(trial.folder())
                  .training(
                      "[{quantize: {mode: Static, aware: true, training: {epochs: 1, batchSize: 16,"
                          + " optimizer: {learningRate: \"0.001\"}}}}]");
            },
            CALIBRATION
                + "input 'x' is NaN in sample 1: activation 'x' becomes infinite or not a number on"
                + " the calibration data"),
        invalid(
            "NaN to judge by",
            arrays("evaluation.npz", Map.of("x", spoilt(Float.NaN), "y", longs(0, 1, 2))),
            EVALUATION + "input 'x' is NaN in sample 1, and so becomes the original's output 'y'"),
        invalid(
            "tokens that the model has no embedding for",
            calibration(
                trial -> tokens().spoil(trial).replaceFirst("(?m)^    evaluation:.*\n", ""),
                "file:text.jsonl",
                TEXT),
            "data.calibration (file:text.jsonl): the model does not run on the inputs given:"
                + " Non-zero status code returned while running Gather node. Name:'gather_0' Status"
                + " Message: indices element out of data bounds, idx=4 must be within the inclusive"
                + " range [-3,2]"));
  }

  private static final String TEXT =
      "text: {tokenizer: {uri: \"file:tokenizer.json\"}, field: text}";

  /** A model of three tokens, the tokenizer of more, and a text. */
  private static Spoiling tokens() {
    return trial -> {
      try (var json = Tensor.class.getResourceAsStream("/dev/lathe/engine/data/tokenizer.json")) {
        Files.write(trial.file("tokenizer.json"), json.readAllBytes());
      }
      Files.writeString(trial.file("text.jsonl"), "{\"text\": \"hello world\"}\n");
      return Trial.model(
              g -> {
                String tokens =
                    g.node("Gather", g.weights(3, 64), g.input("input_ids", DType.INT64, -1, -1));
                g.output(
                    g.node(
                        "MatMul",
                        g.op("ReduceMean").ints("axes", 1).with("keepdims", 0).on(tokens),
                        g.weights(64, 4)));
              })
          .spoil(trial);
    };
  }

  private static Spoiling calibrationText(String name, String content) {
    return calibration(
        trial -> {
          tokens().spoil(trial);
          return text(name, content).spoil(trial);
        },
        "file:text.jsonl",
        TEXT);
  }

  static Stream<Arguments> texts() {
    String data = "data.calibration (file:text.jsonl): ";
    return Stream.of(
        invalid(
            "a tokenizer that is no JSON",
            calibrationText("tokenizer.json", "{"),
            data
                + "tokenizer tokenizer.json is not JSON: Unexpected end-of-input: expected close"
                + " marker for Object"),
        invalid(
            "a tokenizer that is none",
            calibrationText("tokenizer.json", "{\"a\": 1}"),
            data
                + "tokenizer.json is no tokenizer.json of the HuggingFace format: expected `,` or"
                + " `}` at line 1 column 5"),
        invalid(
            "a line that is no JSON",
            calibrationText("text.jsonl", "{\"text\": \"a\"}\n{\"text\":\n"),
            data
                + "text.jsonl, line 2 is not JSON: Unexpected end-of-input within/between Object"
                + " entries"),
        invalid(
            "a line without the field",
            calibrationText("text.jsonl", "{\"txt\": \"a\"}\n"),
            data + "text.jsonl, line 1 has no field 'text', its fields are [txt]"),
        invalid(
            "a line without end",
            calibrationText("text.jsonl", "{\"text\": \"" + "a".repeat(1 << 24)),
            data + "text.jsonl, line 1 is longer than 16777216 bytes"),
        invalid("no line", calibrationText("text.jsonl", ""), data + "text.jsonl holds no sample"),
        invalid(
            "another encoding",
            calibration(
                trial -> {
                  tokens().spoil(trial);
                  return file("text.jsonl", "{\"text\": \"caf\u00e9\"}".getBytes(ISO_8859_1))
                      .spoil(trial);
                },
                "file:text.jsonl",
                TEXT),
            data + "text.jsonl, line 1 is not UTF-8"));
  }

  static Stream<Arguments> files() {
    return Stream.of(
        fails(
            "no file",
            manifest("file:calibration.npz", "file:nowhere.npz"),
            NOT_FOUND,
            "file:nowhere.npz: JOB/nowhere.npz does not exist"),
        invalid(
            "a folder",
            manifest("file:calibration.npz", "file:."),
            "data.calibration (file:.): job is a folder: name the .npz or .npy file in it by path"),
        invalid(
            "no array file",
            text("calibration.npz", "hello"),
            CALIBRATION + "calibration.npz is neither an .npz nor an .npy file"),
        invalid(
            "an archive cut short",
            trial -> {
              Path file = trial.file("evaluation.npz");
              Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 9000));
              return Trial.sound().spoil(trial);
            },
            EVALUATION + "evaluation.npz is damaged: zip END header not found"),
        invalid(
            "an array that claims more than there is",
            file("calibration.npz", header("<f4", "1000000000, 64")),
            CALIBRATION
                + "calibration.npz: 256000000128 bytes expected for [1000000000, 64] of FLOAT,"
                + " found 128: the file is truncated or not one array"),
        invalid(
            "an array of Python objects",
            file("calibration.npz", header("|O", "3, 64")),
            CALIBRATION
                + "calibration.npz: elements f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 expected, found"
                + " {'descr': '|O', 'fortran_order': False, 'shape': (3, 64), }"));
  }

  private static byte[] header(String type, String dims) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, dims);
    String padded = text + " ".repeat(117 - text.length()) + "\n";
    return ("\u0093NUMPY\u0001\u0000v\u0000" + padded).getBytes(ISO_8859_1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"samples", "inputs", "texts", "files"})
  void isRefused(String what, Spoiling spoiling, Outcome expected) throws Exception {
    assertThat(Trial.in(root).run(spoiling)).isEqualTo(expected);
  }
}
