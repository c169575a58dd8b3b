package dev.lathe.engine.runtime;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that runs thousands of sessions' runs and prints by how many bytes its resident memory
 * grew after the first thousand. It wants a process of its own, whose heap is fixed and touched.
 */
final class MemoryOfRuns {
  private MemoryOfRuns() {}

  public static void main(String[] arguments) throws IOException {
    byte[] model =
        new TinyModel()
            .input("x", DType.FLOAT, -1, 256)
            .node("Identity", List.of("x"), List.of("y"))
            .output("y", DType.FLOAT, -1, 256)
            .toBytes();
    Tensor given = Tensor.ofFloats(Shape.of(64, 256), new float[64 * 256]);
    long before = 0;
    for (int round = 0; round < 6; round++) {
      try (Session session = Session.open(model, SessionOptions.asWritten(1))) {
        for (int i = 0; i < 1_000; i++) {
          session.run(Map.of("x", given));
        }
      }
      if (round == 0) {
        before = residentBytes();
      }
    }
    System.out.println(residentBytes() - before);
  }

  private static long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        << 10;
  }
}
