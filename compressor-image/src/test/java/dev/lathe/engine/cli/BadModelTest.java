package dev.lathe.engine.cli;

import static dev.lathe.engine.cli.Trial.fails;
import static dev.lathe.engine.cli.Trial.file;
import static dev.lathe.engine.cli.Trial.model;
import static dev.lathe.engine.cli.Trial.text;
import static dev.lathe.engine.failure.Reason.INVALID_MODEL;
import static dev.lathe.engine.failure.Reason.NOT_FOUND;
import static dev.lathe.engine.failure.Reason.UNSUPPORTED_MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.cli.Trial.Spoiling;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.RawMessage;
import dev.lathe.engine.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that cannot be compressed is told with its name and what is wrong where. */
class BadModelTest {
  private static final String NO_MODEL = "source (file:model.onnx): not a valid ONNX model: ";
  private static final String MODEL = "source (file:model.onnx): ";

  @TempDir private Path root;

  private static Arguments invalid(String what, Spoiling spoiling, String sentence) {
    return fails(what, spoiling, INVALID_MODEL, sentence);
  }

  private static Arguments unsupported(String what, Spoiling spoiling, String sentence) {
    return fails(what, spoiling, UNSUPPORTED_MODEL, sentence);
  }

  static Stream<Arguments> bytes() {
    return Stream.of(
        invalid(
            "empty",
            file("model.onnx"),
            NO_MODEL + "there is no graph: the file is empty, truncated, or not ONNX (byte 0)"),
        invalid("text", text("model.onnx", "this is no model"), NO_MODEL + "it looks like text"),
        invalid(
            "a page to sign in",
            text("model.onnx", "<!DOCTYPE html><html></html>"),
            NO_MODEL
                + "it looks like a web page or XML: what it was fetched from may ask to sign in"),
        invalid(
            "a Git LFS pointer",
            text("model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"),
            NO_MODEL + "it looks like a Git LFS pointer: fetch the file itself by git lfs pull"),
        invalid(
            "an archive",
            file("model.onnx", (byte) 'P', (byte) 'K', (byte) 3, (byte) 4, (byte) 20),
            NO_MODEL
                + "it looks like a ZIP archive, as PyTorch and NumPy write them: export or unpack"
                + " it"),
        invalid(
            "truncated",
            trial -> {
              Path file = trial.file("model.onnx");
              Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 9000));
              return Trial.sound().spoil(trial);
            },
            NO_MODEL
                + "field 7 claims 17567 bytes, but 8985 are left: the file is truncated or not ONNX"
                + " (byte 15)"));
  }

  static Stream<Arguments> graphs() {
    return Stream.of(
        invalid(
            "a cycle",
            model(g -> {
              g.input("x", -1, 64);
              g.node("Add", "x", "add_1_out");
              g.output(g.node("Add", "add_0_out", "x"));
            }),
            NO_MODEL
                + "Add 'add_0': input 1, 'add_1_out', is written only by this node or one behind"
                + " it: the graph has a cycle or is not in topological order"),
        invalid(
            "an input that nobody writes",
            model(g -> g.output(g.node("MatMul", g.input("x", -1, 64), "nowhere"))),
            NO_MODEL + "MatMul 'matmul_0': input 1, 'nowhere', is written by nothing"),
        invalid(
            "a name that would command the terminal",
            model(g -> g.output(g.node("MatMul", g.input("x", -1, 64), "\u001b[31m"))),
            NO_MODEL + "MatMul 'matmul_0': input 1, '\\u001b[31m', is written by nothing"),
        invalid(
            "a missing input",
            model(g -> g.output(g.node("MatMul", g.input("x", -1, 64)))),
            MODEL + "MatMul 'matmul_0', input 1: a value expected, found none"),
        invalid(
            "a wrong rank",
            model(g -> g.output(g.node("Gemm", g.input("x", -1, 64), g.weights(64, 4, 1)))),
            MODEL + "Gemm 'gemm_0', input 1: rank 2 expected, found 3"),
        invalid(
            "a wrong extent",
            model(g -> g.output(g.node("MatMul", g.input("x", -1, 64), g.weights(32, 4)))),
            MODEL + "MatMul 'matmul_0', input 1: inner extent 64 expected, found 32"),
        unsupported(
            "a scalar input",
            model(g ->
                g.output(
                    g.node(
                        "MatMul",
                        g.node("Mul", g.input("x", -1, 64), g.input("k")),
                        g.weights(64, 4)))),
            "data.calibration (file:calibration.npz): input 'k' of the model is a scalar: inputs"
                + " are expected to have a first axis that counts samples"),
        unsupported(
            "a scalar output",
            model(g -> g.output(g.op("ReduceMax").with("keepdims", 0).on(product(g)))),
            MODEL + "output 'reducemax_1_out' is expected to have a batch axis, found a scalar"),
        unsupported(
            "an output of strings",
            model(g -> g.output(g.op("Cast").with("to", 8).on(product(g)), DType.STRING)),
            MODEL + "outputs of element type STRING cannot be compared"));
  }

  private static String product(Sketch g) {
    return g.node("MatMul", g.input("x", -1, 64), g.weights(64, 4));
  }

  private static RawMessage message() {
    return new RawMessage();
  }

  /** A model whose weights are said to lie at that location. */
  private static Spoiling weightsAt(String location) {
    RawMessage weights =
        message()
            .integer(1, 64)
            .integer(1, 4)
            .integer(2, 1)
            .text(8, "w")
            .message(13, message().text(1, "location").text(2, location))
            .integer(14, 1);
    RawMessage shape =
        message().message(1, message().text(2, "n")).message(1, message().integer(1, 64));
    RawMessage type = message().message(1, message().integer(1, 1).message(2, shape));
    RawMessage graph =
        message()
            .message(1, message().text(1, "x").text(1, "w").text(2, "y").text(4, "MatMul"))
            .message(5, weights)
            .message(11, message().text(1, "x").message(2, type))
            .message(12, message().text(1, "y").message(2, type));
    byte[] model = message().integer(1, 8).message(7, graph).toBytes();
    return trial -> {
      Files.createDirectories(trial.file("m/folder"));
      Files.write(trial.file("secret.bin"), new byte[1024]);
      Files.createSymbolicLink(trial.file("m/link.bin"), trial.file("secret.bin"));
      Files.write(trial.file("m/short.bin"), new byte[100]);
      return file("m/model.onnx", model).with("file:model.onnx", "file:m").spoil(trial);
    };
  }

  private static Arguments outside(String location, Reason reason, String sentence) {
    String what = reason == INVALID_MODEL ? "not a valid ONNX model: " : "";
    return fails(
        "weights at " + location,
        weightsAt(location),
        reason,
        "source (file:m): %sgraph.initializer[0]: external data '%s' %s"
            .formatted(what, location, sentence));
  }

  static Stream<Arguments> externalData() {
    return Stream.of(
        outside("../secret.bin", INVALID_MODEL, "lies outside the model's folder (byte 63)"),
        outside("/etc/passwd", INVALID_MODEL, "lies outside the model's folder (byte 61)"),
        outside("link.bin", INVALID_MODEL, "links to outside the model's folder (byte 58)"),
        outside(
            "folder/../short.bin",
            INVALID_MODEL,
            "is not the plain path of a file: runtimes refuse it (byte 69)"),
        outside("folder", INVALID_MODEL, "is not a file (byte 56)"),
        outside(
            "short.bin", INVALID_MODEL, "has 100 bytes, but 1024 at offset 0 are wanted (byte 59)"),
        outside("missing.bin", NOT_FOUND, "is missing beside the model"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"bytes", "graphs", "externalData"})
  void isRefused(String what, Spoiling spoiling, Outcome expected) throws Exception {
    assertThat(Trial.in(root).run(spoiling)).isEqualTo(expected);
  }
}
