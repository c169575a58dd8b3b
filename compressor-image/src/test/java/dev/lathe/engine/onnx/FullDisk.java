package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Writes a model of 4 MiB and prints how that ended; a process of its own, whose files the system
 * keeps from growing.
 */
final class FullDisk {
  private FullDisk() {}

  static RawMessage model() {
    RawMessage weights =
        new RawMessage().integer(1, 1 << 20).integer(2, 1).text(8, "w").bytes(9, new byte[1 << 22]);
    return new RawMessage().integer(1, 8).message(7, new RawMessage().message(5, weights));
  }

  public static void main(String[] args) {
    ExternalData policy =
        args[1].equals("external") ? ExternalData.always() : ExternalData.whenNeeded();
    try {
      OnnxWriter.write(
          OnnxReader.read(MemorySegment.ofArray(model().toBytes())), Path.of(args[0]), policy);
      System.out.println("written");
    } catch (EngineException e) {
      System.out.println(e.reason() + ": " + e.getMessage());
    }
  }
}
