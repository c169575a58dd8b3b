package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
  @Test
  void doublesAreRoundedToFloats() {
    byte[] raw = ByteBuffer.allocate(16).putDouble(0.1).putDouble(-2).array();

    assertThat(convert(">f8", DType.FLOAT, raw)).isEqualTo(Tensor.ofFloats(Shape.of(2), 0.1f, -2));
  }

  @Test
  void halvesBecomeFloats() {
    byte[] raw = {0x00, 0x3C, 0x00, (byte) 0xC0};

    assertThat(convert("<f2", DType.FLOAT, raw)).isEqualTo(Tensor.ofFloats(Shape.of(2), 1, -2));
  }

  @Test
  void integersAreWidenedWithTheirSign() {
    byte[] raw = ByteBuffer.allocate(8).putInt(-1).putInt(1 << 30).array();

    assertThat(convert(">i4", DType.INT64, raw))
        .isEqualTo(Tensor.ofLongs(Shape.of(2), -1, 1 << 30));
    assertThat(convert(">u4", DType.INT64, raw))
        .isEqualTo(Tensor.ofLongs(Shape.of(2), 0xFFFFFFFFL, 1 << 30));
  }

  @Test
  void bytesOfTheOtherOrderAreSwapped() {
    byte[] raw = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-0f).array();

    assertThat(convert(">f4", DType.FLOAT, raw)).isEqualTo(Tensor.ofFloats(Shape.of(2), 1.5f, -0f));
  }

  @Test
  void elementsThatFitAreNotCopied() {
    MemorySegment raw = MemorySegment.ofArray(new byte[8]);
    Tensor tensor = conversion("<f4", DType.FLOAT).read(raw, Shape.of(2));

    assertThat(tensor.data().address()).isEqualTo(raw.address());
    assertThat(tensor.data().heapBase()).isEqualTo(raw.asReadOnly().heapBase());
  }

  @ParameterizedTest
  @CsvSource({"u1, FLOAT", "i8, INT32", "u8, INT64", "i4, UINT64", "f4, INT64", "u1, BOOL"})
  void whatCouldLoseOrMeanSomethingElseIsNotConverted(String descr, DType to) {
    assertThat(Conversion.between(NumpyType.parse(descr).orElseThrow(), to)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"<U5", "|O", "<c8", "|S3", "<M8[ns]", "''"})
  void textsObjectsAndComplexNumbersAreNoElements(String descr) {
    assertThat(NumpyType.parse(descr)).isEmpty();
  }

  private static Tensor convert(String descr, DType to, byte[] raw) {
    return conversion(descr, to).read(MemorySegment.ofArray(raw), Shape.of(2));
  }

  private static Conversion conversion(String descr, DType to) {
    return Conversion.between(NumpyType.parse(descr).orElseThrow(), to).orElseThrow();
  }
}
