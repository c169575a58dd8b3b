package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxRoundTripTest {
  @TempDir private Path folder;

  /** The ONNX project's own test models: every operator, every type, opsets 1 to 24. */
  @Test
  void everyModelOfTheOnnxProjectIsWrittenByteForByte() throws IOException {
    List<Path> models;
    try (Stream<Path> files = Files.walk(Fixtures.path("onnx-tests"))) {
      models = files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }

    assertThat(models).hasSize(1_764);
    for (Path file : models) {
      byte[] bytes = Files.readAllBytes(file);

      assertThat(OnnxWriter.toBytes(OnnxReader.read(file))).as(file.toString()).isEqualTo(bytes);
    }
  }

  /** MiniLM holds raw bytes, the others list their weights as numbers in {@code Constant} nodes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "minilm/model.onnx",
        "direction/model.onnx",
        "detectors/v3.onnx",
        "detectors/v4.onnx"
      })
  void aRealModelIsWrittenByteForByte(String name) {
    Path file = Fixtures.path(name);
    Path copy = folder.resolve("copy.onnx");

    OnnxWriter.write(OnnxReader.read(file), copy);

    assertThat(copy).hasSameBinaryContentAs(file);
  }

  /** Elements listed by number have no place in a second file, and come back as raw data. */
  @Test
  void weightsInASecondFileComeBackTheSame() {
    Model model = OnnxReader.read(Fixtures.path("direction/model.onnx"));
    Path file = folder.resolve("model.onnx");

    List<Path> written = OnnxWriter.write(model, file, ExternalData.always());

    assertThat(written).containsExactly(file, folder.resolve("model.onnx.data"));
    assertThat(written).allSatisfy(one -> assertThat(one).isNotEmptyFile());
    assertThat(values(OnnxReader.read(file))).isEqualTo(values(model));
  }

  private static List<Map<String, Attribute>> values(Model model) {
    return model.graph().nodes().stream().map(Node::attributes).toList();
  }

  @Test
  void weightsReadFromASecondFileStayThereWhereAsked() throws IOException {
    Path file = folder.resolve("model.onnx");
    Path copy = Files.createDirectories(folder.resolve("copy")).resolve("model.onnx");
    OnnxWriter.write(
        OnnxReader.read(Fixtures.path("direction/model.onnx")), file, ExternalData.always());

    OnnxWriter.write(OnnxReader.read(file), copy, ExternalData.asRead());

    assertThat(copy).hasSameBinaryContentAs(file);
    assertThat(copy.resolveSibling("model.onnx.data"))
        .hasSameBinaryContentAs(folder.resolve("model.onnx.data"));
  }

  @Test
  void aModelIsWrittenOverTheFileItWasReadFrom() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(
        OnnxReader.read(Fixtures.path("direction/model.onnx")), file, ExternalData.always());
    byte[] before = OnnxWriter.toBytes(OnnxReader.read(file));

    OnnxWriter.write(OnnxReader.read(file), file, ExternalData.always());

    assertThat(OnnxWriter.toBytes(OnnxReader.read(file))).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model.onnx", "model.onnx.data");
  }

  @Test
  void externalDataThatIsMissingIsNamed() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(
        OnnxReader.read(Fixtures.path("direction/model.onnx")), file, ExternalData.always());
    Files.delete(folder.resolve("model.onnx.data"));

    assertRefused(file, Reason.NOT_FOUND, "'model.onnx.data' is missing beside the model");
  }

  @Test
  void externalDataThatIsTooShortIsNamed() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(
        OnnxReader.read(Fixtures.path("direction/model.onnx")), file, ExternalData.always());
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
    RawMessage tensor =
        new RawMessage()
            .integer(1, 1)
            .integer(2, 1)
            .text(8, "w")
            .message(13, new RawMessage().text(1, "location").text(2, location))
            .integer(14, 1);
    RawMessage model =
        new RawMessage().integer(1, 8).message(7, new RawMessage().message(5, tensor));
    Path inner = Files.createDirectories(folder.resolve("inner"));
    return Files.write(inner.resolve("model.onnx"), model.toBytes());
  }

  private static void assertInvalid(Path file, String why) {
    assertRefused(file, Reason.INVALID_MODEL, why);
  }

  private static void assertRefused(Path file, Reason reason, String why) {
    assertThatThrownBy(() -> OnnxReader.read(file))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(why);
  }
}
