package dev.lathe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
  private static final SessionOptions ONE_THREAD = SessionOptions.serving(1);

  private static byte[] sum() {
    return new TinyModel()
        .input("a", DType.FLOAT, -1, 2)
        .input("b", DType.FLOAT, -1, 2)
        .node("Add", List.of("a", "b"), List.of("y"))
        .output("y", DType.FLOAT, -1, 2)
        .toBytes();
  }

  private static byte[] identity(DType type, long... dims) {
    return new TinyModel()
        .input("x", type, dims)
        .node("Identity", List.of("x"), List.of("y"))
        .output("y", type, dims)
        .toBytes();
  }

  private static Tensor floats(float... values) {
    return Tensor.ofFloats(Shape.of(values.length / 2, 2), values);
  }

  private static void assertRefused(ThrowingCallable call, Reason reason, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContainingAll(parts);
  }

  @Test
  void aModelRunsOnAnyBatchSize() {
    try (Session session = Session.open(sum(), ONE_THREAD)) {
      assertThat(session.run(Map.of("a", floats(1, 2), "b", floats(10, 20))))
          .isEqualTo(Map.of("y", floats(11, 22)));
      assertThat(session.run(Map.of("a", floats(1, 2, 3, 4), "b", floats(1, 1, 1, 1))))
          .isEqualTo(Map.of("y", floats(2, 3, 4, 5)));
    }
  }

  @Test
  void inputsAndOutputsAreDescribed() {
    try (Session session = Session.open(sum(), ONE_THREAD)) {
      TensorType open = TensorType.of(DType.FLOAT, new Dim.Unknown(), Dim.of(2));
      assertThat(session.inputs().sequencedKeySet()).containsExactly("a", "b");
      assertThat(session.inputs()).containsEntry("a", open);
      assertThat(session.outputs()).isEqualTo(Map.of("y", open));
    }
  }

  @Test
  void tensorsOffTheHeapAreReadInPlace() {
    try (Session session = Session.open(sum(), ONE_THREAD);
        Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2);
      Tensor a = Tensor.of(DType.FLOAT, Shape.of(1, 2), data);

      assertThat(session.run(Map.of("a", a, "b", floats(1, 1))))
          .isEqualTo(Map.of("y", floats(2, 3)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "FLOAT",
        "DOUBLE",
        "INT8",
        "UINT8",
        "INT16",
        "INT32",
        "INT64",
        "BOOL",
        "FLOAT16",
        "BFLOAT16"
      })
  void everyTypeOfTheInterfacePassesBitForBit(DType type) {
    byte[] bytes = new byte[6 * type.bits() / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (type == DType.BOOL ? i % 2 : 3 * i + 1);
    }
    Tensor given = Tensor.ofBytes(type, Shape.of(2, 3), bytes);
    try (Session session = Session.open(identity(type, -1, 3), ONE_THREAD)) {
      assertThat(session.run(Map.of("x", given))).isEqualTo(Map.of("y", given));
    }
  }

  @Test
  void stringsPass() {
    ByteBuffer hello = ByteBuffer.wrap("grüß".getBytes(StandardCharsets.UTF_8));
    Tensor given = Tensor.ofStrings(Shape.of(1, 2), List.of(hello, ByteBuffer.wrap(new byte[0])));
    try (Session session = Session.open(identity(DType.STRING, 1, 2), ONE_THREAD)) {
      assertThat(session.run(Map.of("x", given))).isEqualTo(Map.of("y", given));
    }
  }

  @Test
  void scalarsAndTensorsWithoutElementsPass() {
    try (Session session = Session.open(identity(DType.FLOAT), ONE_THREAD)) {
      Tensor scalar = Tensor.ofFloats(Shape.scalar(), 7);
      assertThat(session.run(Map.of("x", scalar))).isEqualTo(Map.of("y", scalar));
    }
    try (Session session = Session.open(identity(DType.FLOAT, -1, 3), ONE_THREAD)) {
      Tensor empty = Tensor.ofFloats(Shape.of(0, 3));
      assertThat(session.run(Map.of("x", empty))).isEqualTo(Map.of("y", empty));
    }
  }

  @Test
  void aTypeThatCannotBePassedIsRefusedByName() {
    assertRefused(
        () -> Session.open(identity(DType.UINT32, 2), ONE_THREAD),
        Reason.UNSUPPORTED_MODEL,
        "input 'x'",
        "UINT32");
  }

  @Test
  void inputsThatDoNotFitAreRefusedByName() {
    try (Session session = Session.open(sum(), ONE_THREAD)) {
      Tensor good = floats(1, 2);
      assertRefused(
          () -> session.run(Map.of("a", good)),
          Reason.INVALID_DATA,
          "input 'b' of the model is missing, given are [a]");
      assertRefused(
          () -> session.run(Map.of("a", good, "b", good, "c", good)),
          Reason.INVALID_DATA,
          "no input 'c', its inputs are [a, b]");
      assertRefused(
          () -> session.run(Map.of("a", good, "b", Tensor.ofFloats(Shape.of(2), 1, 2))),
          Reason.INVALID_DATA,
          "input 'b': rank 2 expected, as in [?, 2], found rank 1, [2]");
      assertRefused(
          () -> session.run(Map.of("a", good, "b", Tensor.ofFloats(Shape.of(1, 3), 1, 2, 3))),
          Reason.INVALID_DATA,
          "input 'b', axis 1: extent 2 expected, as in [?, 2], found [1, 3]");
      assertRefused(
          () -> session.run(Map.of("a", good, "b", Tensor.ofLongs(Shape.of(1, 2), 1, 2))),
          Reason.INVALID_DATA,
          "input 'b': element type FLOAT expected, found INT64");
    }
  }

  @Test
  void aRunThatFailsInsideSaysAtWhichNode() {
    try (Session session = Session.open(sum(), ONE_THREAD)) {
      assertRefused(
          () -> session.run(Map.of("a", floats(1, 2, 3, 4), "b", floats(1, 2, 3, 4, 5, 6))),
          Reason.INVALID_DATA,
          "does not run on the inputs given",
          "Add");
    }
  }

  @Test
  void bytesThatAreNoModelAreInvalid() {
    assertRefused(
        () -> Session.open("not a model".getBytes(StandardCharsets.UTF_8), ONE_THREAD),
        Reason.INVALID_MODEL,
        "ONNX Runtime cannot load the model: ");
  }

  @Test
  void anUnknownOperatorIsUnsupportedRatherThanInvalid() {
    byte[] model =
        new TinyModel()
            .input("x", DType.FLOAT, 1)
            .node("Teleport", List.of("x"), List.of("y"))
            .output("y", DType.FLOAT, 1)
            .toBytes();

    assertRefused(() -> Session.open(model, ONE_THREAD), Reason.UNSUPPORTED_MODEL, "Teleport");
  }

  @Test
  void anOperatorSetFromTheFutureIsUnsupported() {
    byte[] model =
        new TinyModel()
            .input("x", DType.FLOAT, 1)
            .node("Identity", List.of("x"), List.of("y"))
            .output("y", DType.FLOAT, 1)
            .toBytes(99);

    assertRefused(() -> Session.open(model, ONE_THREAD), Reason.UNSUPPORTED_MODEL, "opset");
  }

  @Test
  void aFileIsOpenedAndAMissingOneIsNotFound(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), sum());
    try (Session session = Session.open(file, ONE_THREAD)) {
      assertThat(session.outputs()).containsOnlyKeys("y");
    }
    assertRefused(
        () -> Session.open(folder.resolve("none.onnx"), ONE_THREAD), Reason.NOT_FOUND, "none.onnx");
  }

  @Test
  void intermediateValuesBecomeOutputs(@TempDir Path folder) throws IOException {
    byte[] model =
        new TinyModel()
            .input("x", DType.FLOAT, -1, 2)
            .node("Neg", List.of("x"), List.of("n"))
            .node("Relu", List.of("n"), List.of("r"))
            .node("Sqrt", List.of("r"), List.of("y"))
            .output("y", DType.FLOAT, -1, 2)
            .toBytes();
    Path file = Files.write(folder.resolve("m.onnx"), model);
    SessionOptions options = SessionOptions.asWritten(1);

    try (Session session = Session.openWithOutputs(file, List.of("r", "n"), options)) {
      assertThat(session.outputs().sequencedKeySet()).containsExactly("y", "r", "n");
      assertThat(session.run(Map.of("x", floats(-4, 1))))
          .isEqualTo(Map.of("y", floats(2, 0), "r", floats(4, 0), "n", floats(4, -1)));
    }
    assertThat(file).hasBinaryContent(model);
    assertRefused(
        () -> Session.openWithOutputs(file, List.of("none"), options),
        Reason.INVALID_MODEL,
        "none");
  }

  @Test
  void thousandsOfRunsLeaveNoMemoryBehind() throws IOException, InterruptedException {
    ProcessBuilder program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                MemoryOfRuns.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // not on the command line, whose length ONNX Runtime bounds
    program.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = program.start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).isZero();
    // 5,000 runs of 64 KiB in and 64 KiB out: leaving any one of them open costs 320 MB.
    assertThat(Long.parseLong(printed)).isLessThan(100L << 20);
  }
}
