package dev.lathe.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights are neither copied to the heap nor kept resident, in whichever file they are. */
class MemoryTest {
  private static final long WEIGHT_BYTES = 160L << 20;

  /** A JVM that has read and written a tiny model has about 60 MiB. */
  private static final long MOST_RESIDENT_KIB = 120 << 10;

  @TempDir private Path folder;

  @Test
  void externalWeightsAreCopiedInAFractionOfTheirSize() throws Exception {
    RawMessage location = new RawMessage().text(1, "location").text(2, "weights");
    RawMessage tensor = weights().message(13, location).integer(14, 1);
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(tensor).toBytes());
    allocate(folder.resolve("weights"), new byte[0]);

    assertThat(residentKibOfACopy(file)).isLessThan(MOST_RESIDENT_KIB);
    assertThat(folder.resolve("copy.onnx.data")).hasSize(WEIGHT_BYTES);
  }

  /** The weights are the last field of all the messages they are in. */
  @Test
  void weightsInTheModelAreCopiedInAFractionOfTheirSize() throws Exception {
    long rawField = WEIGHT_BYTES + 5;
    RawMessage head = weights();
    RawMessage raw = new RawMessage().varint(9 << 3 | 2).varint(WEIGHT_BYTES);
    long tensorBytes = head.toBytes().length + rawField;
    RawMessage graph = new RawMessage().varint(5 << 3 | 2).varint(tensorBytes);
    RawMessage model =
        new RawMessage()
            .integer(1, 8)
            .varint(7 << 3 | 2)
            .varint(graph.toBytes().length + tensorBytes)
            .raw(graph.toBytes())
            .raw(head.toBytes())
            .raw(raw.toBytes());
    Path file = folder.resolve("model.onnx");
    allocate(file, model.toBytes());

    assertThat(raw.toBytes()).hasSize(5);
    assertThat(residentKibOfACopy(file)).isLessThan(MOST_RESIDENT_KIB);
    assertThat(folder.resolve("copy.onnx")).hasSameBinaryContentAs(file);
  }

  private static RawMessage weights() {
    return new RawMessage().integer(1, WEIGHT_BYTES / 4).integer(2, 1).text(8, "w");
  }

  private static RawMessage model(RawMessage tensor) {
    return new RawMessage().integer(1, 8).message(7, new RawMessage().message(5, tensor));
  }

  /** Makes a file of a beginning and zeros; the file system need not store those. */
  private static void allocate(Path file, byte[] beginning) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.write(beginning);
      access.setLength(beginning.length + WEIGHT_BYTES);
    }
  }

  private long residentKibOfACopy(Path file) throws Exception {
    String copy = folder.resolve("copy.onnx").toString();
    return Long.parseLong(ChildProcess.run("true", CopyModel.class, file.toString(), copy));
  }

  /** Copies a model and prints the most memory that the process ever had resident, in KiB. */
  static final class CopyModel {
    private CopyModel() {}

    public static void main(String[] args) throws IOException {
      OnnxWriter.write(OnnxReader.read(Path.of(args[0])), Path.of(args[1]), ExternalData.asRead());
      System.out.println(
          Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .map(line -> line.replaceAll("\\D", ""))
              .findFirst()
              .orElseThrow());
    }
  }
}
