package dev.lathe.engine.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxReaderTest {
  private static AbstractThrowableAssert<?, ?> assertInvalid(byte[] bytes) {
    return assertThatThrownBy(() -> OnnxReader.read(MemorySegment.ofArray(bytes)))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL));
  }

  private static byte[] model(RawMessage graph) {
    return new RawMessage().integer(1, 8).message(7, graph).toBytes();
  }

  private static RawMessage node(String opType, String in, String out) {
    return new RawMessage().text(1, in).text(2, out).text(4, opType);
  }

  private static RawMessage value(String name) {
    return new RawMessage().text(1, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "this is no model", "{\"json\": true}", "\u0008\u0008"})
  void whatIsNoModelIsRefused(String content) {
    assertInvalid(content.getBytes(UTF_8)).hasMessageStartingWith("not a valid ONNX model");
  }

  @Test
  void everyTruncationOfARealModelIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.path("direction/model.onnx"));
    for (int length = 1; length < bytes.length; length += 7_919) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertInvalid(truncated).hasMessageContaining("byte");
    }
  }

  @Test
  void aLengthBeyondTheEndNamesThePlace() {
    byte[] node = {10, 100};

    assertInvalid(model(new RawMessage().bytes(1, node)))
        .hasMessageContaining("graph.node[0]: field 1 claims 100 bytes, but 0 are left")
        .hasMessageContaining("(byte ");
  }

  @Test
  void aCycleIsRefusedByItsNode() {
    assertInvalid(
            model(
                new RawMessage()
                    .message(1, node("Relu", "b", "a"))
                    .message(1, node("Relu", "a", "b"))))
        .hasMessageContaining("Relu 'a': input 0, 'b'")
        .hasMessageContaining("cycle");
  }

  @Test
  void aValueWrittenTwiceIsRefused() {
    assertInvalid(
            model(
                new RawMessage()
                    .message(11, value("x"))
                    .message(1, node("Relu", "x", "a"))
                    .message(1, node("Relu", "x", "a"))))
        .hasMessageContaining("output 'a' is written a second time");
  }

  @Test
  void aTensorWithoutItsElementsIsRefused() {
    RawMessage tensor = new RawMessage().integer(1, 3).integer(2, 1).text(8, "w");

    assertInvalid(model(new RawMessage().message(5, tensor)))
        .hasMessageContaining("graph.initializer[0]: tensor 'w'");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, 1L << 40})
  void anAbsurdShapeIsRefusedWithoutAllocating(long dim) {
    RawMessage tensor =
        new RawMessage().integer(1, dim).integer(1, 1L << 40).integer(2, 1).text(8, "w");

    assertInvalid(model(new RawMessage().message(5, tensor))).hasMessageContaining("tensor 'w'");
  }

  @Test
  void graphsNestedWithoutEndAreRefused() {
    RawMessage graph = new RawMessage();
    for (int depth = 0; depth < 1_000; depth++) {
      RawMessage attribute = new RawMessage().text(1, "body").message(6, graph).integer(20, 5);
      graph = new RawMessage().message(1, node("If", "", "").message(5, attribute));
    }

    assertInvalid(model(graph)).hasMessageContaining("nested more than");
  }
}
