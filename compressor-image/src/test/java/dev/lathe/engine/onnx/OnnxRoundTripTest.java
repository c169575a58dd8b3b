package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxRoundTripTest {
  @TempDir private Path folder;

  /**
   * The ONNX project's own test models: every operator, every type, opsets 1 to 24. Those that list
   * elements by number are written with raw bytes instead, and so are the same model in other
   * bytes.
   */
  @Test
  void everyModelOfTheOnnxProjectIsWrittenAsItWasRead() throws IOException {
    List<Path> models;
    try (Stream<Path> files = Files.walk(Fixtures.path("onnx-tests"))) {
      models = files.filter(file -> file.endsWith("model.onnx")).sorted().toList();
    }
    int sameBytes = 0;
    for (Path file : models) {
      byte[] bytes = Files.readAllBytes(file);
      Model model = OnnxReader.read(MemorySegment.ofArray(bytes));
      byte[] written = OnnxWriter.toBytes(model);
      if (Arrays.equals(bytes, written)) {
        sameBytes++;
      } else {
        assertThat(OnnxReader.read(MemorySegment.ofArray(written)))
            .as(file.toString())
            .isEqualTo(model);
        assertThat(OnnxWriter.toBytes(OnnxReader.read(MemorySegment.ofArray(written))))
            .as(file.toString())
            .isEqualTo(written);
      }
    }

    assertThat(models).hasSizeGreaterThan(1_600);
    assertThat(sameBytes).isGreaterThan(1_000);
  }

  @Test
  void aModelWithRawWeightsIsWrittenByteForByte() {
    Path file = Fixtures.path("minilm/model.onnx");
    Path copy = folder.resolve("copy.onnx");

    OnnxWriter.write(OnnxReader.read(file), copy);

    assertThat(copy).hasSameBinaryContentAs(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direction/model.onnx", "detectors/v3.onnx", "detectors/v4.onnx"})
  void aModelWithListedWeightsIsTheSameModelAgain(String name) {
    Model model = OnnxReader.read(Fixtures.path(name));
    Path copy = folder.resolve("copy.onnx");

    OnnxWriter.write(model, copy);

    assertThat(OnnxReader.read(copy)).isEqualTo(model);
  }

  @Test
  void weightsInASecondFileComeBackTheSame() {
    Model model = OnnxReader.read(Fixtures.path("direction/model.onnx"));
    Path file = folder.resolve("model.onnx");

    OnnxWriter.write(model, file, OnnxWriter.Weights.EXTERNAL);

    assertThat(folder.resolve("model.onnx.data")).isNotEmptyFile();
    assertThat(OnnxWriter.toBytes(OnnxReader.read(file))).isEqualTo(OnnxWriter.toBytes(model));
  }

  @Test
  void aModelIsWrittenOverTheFileItWasReadFrom() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(
        OnnxReader.read(Fixtures.path("direction/model.onnx")), file, OnnxWriter.Weights.EXTERNAL);
    byte[] before = OnnxWriter.toBytes(OnnxReader.read(file));

    OnnxWriter.write(OnnxReader.read(file), file, OnnxWriter.Weights.EXTERNAL);

    assertThat(OnnxWriter.toBytes(OnnxReader.read(file))).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model.onnx", "model.onnx.data");
  }

  @Test
  void externalDataThatIsMissingIsNamed() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(
        OnnxReader.read(Fixtures.path("direction/model.onnx")), file, OnnxWriter.Weights.EXTERNAL);
    Files.delete(folder.resolve("model.onnx.data"));

    assertInvalid(file, "'model.onnx.data' is missing beside the model");
  }

  @Test
  void externalDataThatIsTooShortIsNamed() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(
        OnnxReader.read(Fixtures.path("direction/model.onnx")), file, OnnxWriter.Weights.EXTERNAL);
    Files.write(folder.resolve("model.onnx.data"), new byte[100]);

    assertInvalid(file, "'model.onnx.data' has 100 bytes, but");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "/etc/passwd", "a/../../outside"})
  void externalDataOutsideTheFolderIsRefused(String location) throws IOException {
    Path file = withExternalData(location);

    assertInvalid(file, "lies outside the model's folder");
  }

  @Test
  void aLinkOutOfTheFolderIsRefused() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Path file = withExternalData("weights");
    Files.createSymbolicLink(file.resolveSibling("weights"), secret);

    assertInvalid(file, "links to outside the model's folder");
  }

  private Path withExternalData(String location) throws IOException {
    ProtoMessage tensor =
        new ProtoMessage()
            .integer(1, 1)
            .integer(2, 1)
            .text(8, "w")
            .message(13, EntryCodec.write("location", location))
            .integer(14, 1);
    ProtoMessage model =
        new ProtoMessage().integer(1, 8).message(7, new ProtoMessage().message(5, tensor));
    Path inner = Files.createDirectories(folder.resolve("inner"));
    return Files.write(inner.resolve("model.onnx"), model.toBytes());
  }

  private static void assertInvalid(Path file, String why) {
    assertThatThrownBy(() -> OnnxReader.read(file))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL))
        .hasMessageContaining(why);
  }
}
