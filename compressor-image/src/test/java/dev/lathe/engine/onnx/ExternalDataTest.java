package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalDataTest {
  @TempDir private Path folder;

  /** A model of a tensor of 4,096 bytes, one of 1,024 and one of 1,020. */
  private static Model model() {
    RawMessage graph = new RawMessage();
    for (int count : new int[] {1_024, 256, 255}) {
      byte[] elements = new byte[4 * count];
      elements[0] = (byte) count;
      graph.message(
          5,
          new RawMessage().integer(1, count).integer(2, 1).text(8, "w" + count).bytes(9, elements));
    }
    return OnnxReader.read(new RawMessage().integer(1, 8).message(7, graph).toSegment());
  }

  private Path write(ExternalData policy) {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(model(), file, policy);
    return file;
  }

  @Test
  void aSmallModelIsOneFile() {
    Path file = write(ExternalData.whenNeeded());

    assertThat(folder.toFile().list()).containsExactly("model.onnx");
    assertThat(OnnxReader.readFile(file).externalData()).isEmpty();
  }

  @Test
  void aModelThatGrowsTooLargeIsTwo() {
    Path file = write(new ExternalData(ExternalData.Scope.NONE, 1_024, 4_000));

    assertThat(OnnxReader.readFile(file).externalData())
        .containsExactly(folder.resolve("model.onnx.data"));
    assertThat(file.toFile().length()).isLessThan(4_000);
    assertThat(OnnxWriter.toBytes(OnnxReader.read(file))).isEqualTo(OnnxWriter.toBytes(model()));
  }

  /** The second tensor starts at a page; the third is too small to be there. */
  @Test
  void eachTensorStartsAtAPage() throws IOException {
    write(ExternalData.always());

    byte[] data = Files.readAllBytes(folder.resolve("model.onnx.data"));

    assertThat(data).hasSize(4_096 + 1_024);
    assertThat(data[4_096]).isEqualTo((byte) 256);
  }

  @Test
  void aTensorOfAFunctionGoesBesideTheModelToo() {
    RawMessage tensor =
        new RawMessage().integer(1, 1_024).integer(2, 1).bytes(9, new byte[4 * 1_024]);
    RawMessage constant =
        new RawMessage()
            .text(2, "w")
            .text(4, "Constant")
            .message(5, new RawMessage().text(1, "value").message(5, tensor).integer(20, 4));
    Model model =
        OnnxReader.read(
            new RawMessage()
                .integer(1, 8)
                .message(7, new RawMessage())
                .message(25, new RawMessage().text(1, "f").text(5, "w").message(7, constant))
                .toSegment());
    Path file = folder.resolve("model.onnx");

    OnnxWriter.write(model, file, ExternalData.always());

    assertThat(folder.resolve("model.onnx.data")).hasSize(4_096);
    assertThat(OnnxReader.read(file).functions().firstEntry().getValue().body().nodes())
        .extracting(Node::attributes)
        .isEqualTo(
            model.functions().firstEntry().getValue().body().nodes().stream()
                .map(Node::attributes)
                .toList());
  }

  @Test
  void theSameModelGivesTheSameFiles() throws IOException {
    byte[] first = Files.readAllBytes(write(ExternalData.always()));
    byte[] firstData = Files.readAllBytes(folder.resolve("model.onnx.data"));

    byte[] second = Files.readAllBytes(write(ExternalData.always()));

    assertThat(second).isEqualTo(first);
    assertThat(Files.readAllBytes(folder.resolve("model.onnx.data"))).isEqualTo(firstData);
  }

  /** The file is of holes, so that it takes no space. */
  @Test
  void aModelBeyondTwoGibibytesIsReadButIsNoOneMessage() throws IOException {
    long bytes = 2_200_000_000L;
    RawMessage location = new RawMessage().text(1, "location").text(2, "weights");
    RawMessage tensor =
        new RawMessage()
            .integer(1, bytes)
            .integer(2, 2)
            .text(8, "w")
            .message(13, location)
            .integer(14, 1);
    Path file = folder.resolve("model.onnx");
    Files.write(
        file,
        new RawMessage().integer(1, 8).message(7, new RawMessage().message(5, tensor)).toBytes());
    extend(folder.resolve("weights"), bytes);

    Model model = OnnxReader.read(file);

    assertThat(model.graph().initializer("w").orElseThrow().elementCount()).isEqualTo(bytes);
    assertThatThrownBy(() -> OnnxWriter.toBytes(model))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessageContaining("protobuf allows less than 2 GiB");
  }

  @Test
  void anUnknownFieldBeyondTwoGibibytesIsRefused() throws IOException {
    Path file = folder.resolve("model.onnx");
    long bytes = 2_200_000_000L;
    byte[] head = new RawMessage().integer(1, 8).varint(1_000 << 3 | 2).varint(bytes).toBytes();
    Files.write(file, head);
    extend(file, head.length + bytes);

    assertThatThrownBy(() -> OnnxReader.read(file))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_MODEL))
        .hasMessageContaining("that is no tensor");
  }

  private static void extend(Path file, long length) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(length);
    }
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("nowhere/model.onnx");

    assertThatThrownBy(() -> OnnxWriter.write(model(), file))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining(file.toString());
  }

  @Test
  void aFolderIsNoModel() {
    assertThatThrownBy(() -> OnnxReader.read(folder))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("is not a file");
  }
}
