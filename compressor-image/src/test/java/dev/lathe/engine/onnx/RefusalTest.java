package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no valid model are refused in a sentence that says where and why. */
class RefusalTest {
  private static RawMessage message() {
    return new RawMessage();
  }

  private static RawMessage model(RawMessage graph) {
    return message().integer(1, 8).message(7, graph);
  }

  private static RawMessage node(RawMessage attribute) {
    return model(message().message(1, message().text(4, "Op").message(5, attribute)));
  }

  private static RawMessage tensor(RawMessage tensor) {
    return model(message().message(5, tensor));
  }

  private static RawMessage floats(long... dims) {
    RawMessage head = message();
    for (long dim : dims) {
      head.integer(1, dim);
    }
    return head.integer(2, 1).text(8, "w");
  }

  private static RawMessage external(String... entries) {
    RawMessage tensor = floats(1);
    for (int i = 0; i < entries.length; i += 2) {
      tensor.message(13, message().text(1, entries[i]).text(2, entries[i + 1]));
    }
    return tensor(tensor.integer(14, 1));
  }

  private static Arguments refused(RawMessage model, String why) {
    return Arguments.of(why, model);
  }

  static Stream<Arguments> malformedMessages() {
    byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    return Stream.of(
        refused(message().raw(endless), "a number takes more than 10 bytes (byte 10)"),
        refused(message().raw((byte) 0), "no protobuf field starts with the tag 0 (byte 0)"),
        refused(message().raw((byte) 15), "no protobuf field starts with the tag 15"),
        refused(message().varint(99 << 3 | 3), "field 99 is a group"),
        refused(
            message().varint(58).varint(-5), "field 7 claims 18446744073709551611 bytes, but 0"),
        refused(message().varint(58).varint(Long.MAX_VALUE), "claims 9223372036854775807 bytes"),
        refused(message().integer(7, 1), "field 7 is laid out as VARINT, expected BYTES"),
        refused(message().integer(1, 8).raw((byte) 0x3d, (byte) 1), "field 7"),
        refused(message().integer(1, 8), "there is no graph"),
        refused(message().message(7, message()), "ir_version is expected to be at least 1"),
        refused(model(message()).message(7, message()), "there are two graphs"),
        refused(
            model(message())
                .message(8, message().integer(2, 11))
                .message(8, message().text(1, "ai.onnx").integer(2, 13)),
            "operators of domain '' are imported in version 11 and in version 13"),
        refused(
            model(message().bytes(2, (byte) -61, (byte) 40)), "graph: field 2 holds text that"));
  }

  static Stream<Arguments> impossibleNodes() {
    return Stream.of(
        refused(model(message().message(1, message())), "graph.node[0]: node '' names no operator"),
        refused(node(message().integer(3, 1).integer(20, 2)), "an attribute has no name"),
        refused(
            node(message().text(1, "a").integer(20, 4)),
            "graph.node[0].attribute[0]: attribute 'a' is said to be a TENSOR, but has none"),
        refused(
            node(message().text(1, "a").message(6, message()).message(6, message()).integer(20, 5)),
            "field 6 is there twice"),
        refused(
            model(
                message()
                    .message(
                        1,
                        message()
                            .text(4, "Op")
                            .message(5, message().text(1, "a").integer(3, 1).integer(20, 2))
                            .message(5, message().text(1, "a").integer(3, 1).integer(20, 2)))),
            "graph.node[0].attribute[1]: attribute 'a' is there twice"));
  }

  static Stream<Arguments> impossibleTensors() {
    return Stream.of(
        refused(tensor(message().text(8, "w")), "unknown ONNX element type 0"),
        refused(tensor(message().integer(2, 29).text(8, "w")), "unknown ONNX element type 29"),
        refused(
            tensor(message().integer(2, 1).bytes(9, new byte[4])), "an initializer has no name"),
        refused(tensor(floats(2).bytes(9, new byte[7])), "FLOAT [2] takes 8 bytes, found 7"),
        refused(
            tensor(floats(2).bytes(4, new byte[7])), "packed elements of 4 bytes do not fill 7"),
        refused(
            tensor(floats(1).bytes(4, new byte[4]).bytes(9, new byte[4])),
            "tensor 'w': elements are listed beside the raw data"),
        refused(
            tensor(floats(1).integer(5, 1)),
            "elements of FLOAT stand in field 4, found in field 5"),
        refused(
            tensor(floats(2).bytes(4, new byte[4]).integer(5, 1)),
            "elements stand in field 4 and in field 5"),
        refused(
            tensor(message().integer(1, 1).integer(2, 3).integer(5, 256).text(8, "w")),
            "256 is out of the range of INT8"),
        refused(
            tensor(message().integer(1, 1).integer(2, 3).bytes(5, (byte) -1).text(8, "w")),
            "the packed numbers of field 5 end within one"),
        refused(
            tensor(message().integer(1, 2).integer(2, 8).text(6, "one").text(8, "w")),
            "STRING [2] holds 2 strings, found 1"),
        refused(tensor(floats(1).message(3, message())), "a tensor in segments is not supported"),
        refused(tensor(floats(Long.MAX_VALUE, 3)), "overflows"),
        refused(tensor(floats(1L << 62)), "tensor 'w'"),
        refused(
            model(message().message(5, floats(0)).message(5, floats(0))),
            "graph.initializer[1]: initializer 'w' is there twice"),
        refused(
            model(message().message(15, message().integer(3, 9))),
            "the values of a sparse initializer have no name"),
        refused(
            model(
                message()
                    .message(
                        15, message().message(1, floats(1).bytes(9, new byte[4])).integer(3, 9))),
            "sparse initializer 'w': indices of 1 non-zeros"));
  }

  static Stream<Arguments> impossibleReferences() {
    return Stream.of(
        refused(external("location", "w.bin"), "of a model that is not read from a file"),
        refused(
            external("location", "w.bin", "offset", "-1"), "offset of external data is negative"),
        refused(external("location", "w.bin", "offset", "0x10"), "is no number: '0x10'"),
        refused(
            external("location", "w.bin", "length", "99999999999999999999"),
            "length of external data is no number"),
        refused(
            external("location", "w.bin", "length", "8"),
            "the tensor takes 4 bytes, its length is said to be 8"));
  }

  static Stream<Arguments> impossibleFunctions() {
    RawMessage function = message().text(1, "f").text(10, "local");
    return Stream.of(
        refused(
            model(message()).message(25, message().text(10, "local")),
            "functions[0]: a function has no name"),
        refused(
            model(message()).message(25, function).message(25, function),
            "functions[1]: function local.f is there twice"),
        refused(
            model(message()).message(25, message().text(1, "f").message(7, message())),
            "functions[0].node[0]: node '' names no operator"));
  }

  static Stream<Arguments> all() {
    return Stream.of(
            malformedMessages(),
            impossibleNodes(),
            impossibleTensors(),
            impossibleReferences(),
            impossibleFunctions())
        .flatMap(some -> some);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void isRefused(String why, RawMessage model) {
    assertThatThrownBy(() -> OnnxReader.read(model.toSegment()))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL))
        .hasMessageStartingWith("not a valid ONNX model: ")
        .hasMessageContaining(why)
        .hasMessageMatching(".* \\(byte \\d+\\)");
  }

  @Test
  void externalDataOfTrainingInformationIsRefusedSinceItWouldBeLost() {
    RawMessage constant =
        message()
            .text(4, "Constant")
            .message(5, message().text(1, "value").message(5, floats(1).integer(14, 1)));
    RawMessage model =
        model(message()).message(20, message().message(1, message().message(1, constant)));

    assertThatThrownBy(() -> OnnxReader.read(model.toSegment()))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessageContaining(
            "training_info.graph.node.attribute.tensor: external data is supported");
  }

  @Test
  void aBodyOfControlFlowThatReadsWhatNobodyWritesIsNamed() {
    RawMessage body =
        message().message(1, message().text(1, "nobody").text(2, "y").text(4, "Relu")).text(2, "b");
    RawMessage model =
        model(
            message()
                .message(
                    1,
                    message()
                        .text(2, "z")
                        .text(4, "If")
                        .message(
                            5, message().text(1, "then_branch").message(6, body).integer(20, 5))));

    assertThatThrownBy(() -> OnnxReader.read(model.toSegment()))
        .hasMessageContaining(
            "If 'z', body 'b': Relu 'y': input 0, 'nobody', is written by nothing");
  }
}
