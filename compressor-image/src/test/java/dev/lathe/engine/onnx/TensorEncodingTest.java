package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways in which a file can hold the elements of a tensor. */
class TensorEncodingTest {
  private static final int FLOATS = 4;
  private static final int INTS = 5;
  private static final int LONGS = 7;

  private static RawMessage model(RawMessage tensor) {
    return new RawMessage().integer(1, 8).message(7, new RawMessage().message(5, tensor));
  }

  private static RawMessage head(DType type, long... dims) {
    RawMessage message = new RawMessage();
    for (long dim : dims) {
      message.integer(1, dim);
    }
    return message.integer(2, type.onnxCode());
  }

  private static Tensor read(RawMessage tensor) {
    Model model = OnnxReader.read(model(tensor).toSegment());
    return model.graph().initializer("w").orElseThrow();
  }

  private static void assertSameBytesAgain(RawMessage tensor) {
    byte[] bytes = model(tensor).toBytes();

    assertThat(OnnxWriter.toBytes(OnnxReader.read(model(tensor).toSegment()))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void rawElementsOfEveryTypeComeBack(DType type) {
    byte[] elements = new byte[(int) type.sizeInBytes(7)];
    new Random(type.ordinal()).nextBytes(elements);
    RawMessage tensor = head(type, 7).text(8, "w").bytes(9, elements);

    assertThat(read(tensor)).isEqualTo(Tensor.ofBytes(type, Shape.of(7), elements));
    assertSameBytesAgain(tensor);
  }

  /** Elements in the storage's own order: the lowest bits of the first byte first. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void listedElementsOfEveryTypeMeanTheSameAsRawOnes(DType type) {
    byte[] elements = new byte[(int) type.sizeInBytes(8)];
    new Random(type.ordinal()).nextBytes(elements);
    Tensor expected = Tensor.ofBytes(type, Shape.of(8), elements);
    RawMessage name = new RawMessage().text(8, "w");
    RawMessage list = new RawMessage().bytes(fieldOf(type), listed(type, elements));
    boolean before = fieldOf(type) < 8;
    RawMessage tensor =
        head(type, 8).raw((before ? list : name).toBytes()).raw((before ? name : list).toBytes());

    assertThat(read(tensor)).isEqualTo(expected);
    assertSameBytesAgain(tensor);
  }

  private static int fieldOf(DType type) {
    return switch (type) {
      case FLOAT, COMPLEX64 -> FLOATS;
      case DOUBLE, COMPLEX128 -> 10;
      case INT64 -> LONGS;
      case UINT32, UINT64 -> 11;
      default -> INTS;
    };
  }

  private static byte[] listed(DType type, byte... elements) {
    RawMessage list = new RawMessage();
    ByteBuffer bytes = ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      switch (type) {
        case FLOAT, COMPLEX64, DOUBLE, COMPLEX128 -> list.raw(bytes.get());
        case INT8 -> list.varint(bytes.get());
        case INT16 -> list.varint(bytes.getShort());
        case INT32 -> list.varint(bytes.getInt());
        case INT64, UINT64 -> list.varint(bytes.getLong());
        case UINT32 -> list.varint(Integer.toUnsignedLong(bytes.getInt()));
        case UINT16, FLOAT16, BFLOAT16 -> list.varint(Short.toUnsignedLong(bytes.getShort()));
        case FLOAT6E2M3, FLOAT6E3M2 -> {
          int three = bytes.get() & 0xff | (bytes.get() & 0xff) << 8 | (bytes.get() & 0xff) << 16;
          for (int shift = 0; shift < 24; shift += 6) {
            list.varint(three >>> shift & 0x3f);
          }
        }
        default -> list.varint(Byte.toUnsignedLong(bytes.get()));
      }
    }
    return list.toBytes();
  }

  @Test
  void threeElementsOfSixBitsFillNoFourth() {
    RawMessage tensor =
        head(DType.FLOAT6E2M3, 3).bytes(INTS, (byte) 1, (byte) 2, (byte) 3).text(8, "w");

    assertThat(read(tensor).toBytes()).containsExactly(0b10_000001, 0b0011_0000, 0);
    assertSameBytesAgain(tensor);
  }

  @Test
  void elementsListedOneByOneAreTheSameAsPackedOnes() {
    RawMessage floats = head(DType.FLOAT, 2).float32(FLOATS, 1).float32(FLOATS, 2).text(8, "w");
    RawMessage bytes = head(DType.INT8, 3).integer(INTS, -1).integer(INTS, 255).integer(INTS, 7);

    assertThat(read(floats)).isEqualTo(Tensor.ofFloats(Shape.of(2), 1, 2));
    assertThat(read(bytes.text(8, "w")))
        .isEqualTo(Tensor.ofBytes(DType.INT8, Shape.of(3), (byte) -1, (byte) -1, (byte) 7));
  }

  @Test
  void aListInPartsIsOneList() {
    byte[] long20 = new byte[20];
    long20[0] = 5;
    RawMessage tensor =
        head(DType.UINT8, 22).integer(INTS, 1).bytes(INTS, long20).integer(INTS, 2).text(8, "w");

    byte[] elements = read(tensor).toBytes();

    assertThat(elements).hasSize(22).startsWith(1, 5, 0).endsWith(0, 2);
  }

  @Test
  void stringsComeBackEvenEmptyOnes() {
    RawMessage tensor =
        head(DType.STRING, 3).text(6, "a").text(6, "").bytes(6, (byte) -1).text(8, "w");

    assertThat(read(tensor).strings())
        .containsExactly(
            ByteBuffer.wrap(new byte[] {'a'}),
            ByteBuffer.wrap(new byte[0]),
            ByteBuffer.wrap(new byte[] {-1}));
    assertSameBytesAgain(tensor);
  }

  @Test
  void aTensorWithoutElementsNeedsNone() {
    assertThat(read(head(DType.FLOAT, 0, 3).text(8, "w")))
        .isEqualTo(Tensor.ofFloats(Shape.of(0, 3)));
    assertSameBytesAgain(head(DType.FLOAT, 0, 3).text(8, "w"));
    assertSameBytesAgain(head(DType.FLOAT, 0, 3).text(8, "w").bytes(9));
    assertSameBytesAgain(head(DType.FLOAT, 0, 3).bytes(FLOATS).text(8, "w"));
  }

  /** A list takes up to ten bytes for a number; large ones are not worth their spelling. */
  @Test
  void aLongListOfIntegersIsWrittenRaw() {
    long count = 1 << 18;
    byte[] list = new byte[(int) count];
    List.of(0, 77).forEach(i -> list[i] = 9);
    Model model =
        OnnxReader.read(
            model(head(DType.INT64, count).bytes(LONGS, list).text(8, "w")).toSegment());

    byte[] written = OnnxWriter.toBytes(model);

    assertThat(written).hasSizeGreaterThan((int) count * 8);
    assertThat(OnnxReader.read(MemorySegment.ofArray(written)).graph().initializer("w"))
        .isEqualTo(model.graph().initializer("w"));
  }
}
