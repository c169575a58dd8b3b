package dev.lathe.engine.runtime;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Declares further values as outputs of a serialised model without parsing it: readers of protobuf
 * merge a message that occurs twice, so a second graph that holds nothing but outputs, put behind
 * the file, adds them to the first. The runtime infers their types.
 */
final class ExtraOutputs {
  /** ModelProto.graph, GraphProto.output and ValueInfoProto.name, each with wire type 2. */
  private static final int GRAPH = 7 << 3 | 2;

  private static final int OUTPUT = 12 << 3 | 2;
  private static final int NAME = 1 << 3 | 2;

  private ExtraOutputs() {}

  /** Returns the model with its further outputs, in memory that lives as long as the arena. */
  static ByteBuffer read(Path model, Collection<String> names, Arena arena) {
    byte[] suffix = encode(names);
    try (FileChannel file = FileChannel.open(model)) {
      long size = file.size() + suffix.length;
      if (size > Integer.MAX_VALUE) {
        throw new EngineException(
            Reason.UNSUPPORTED_MODEL,
            "model %s takes %d bytes: beyond 2 GiB the weights have to be external data"
                .formatted(model.getFileName(), file.size()));
      }
      ByteBuffer buffer = arena.allocate(size).asByteBuffer();
      buffer.limit(buffer.capacity() - suffix.length);
      while (buffer.hasRemaining() && file.read(buffer) >= 0) {
        continue;
      }
      return buffer.limit(buffer.capacity()).put(suffix).flip();
    } catch (IOException e) {
      throw new EngineException(
          Reason.NOT_FOUND, "model file %s cannot be read".formatted(model), e);
    }
  }

  static byte[] encode(Collection<String> names) {
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    for (String name : names) {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      write(value, NAME, name.getBytes(StandardCharsets.UTF_8));
      write(graph, OUTPUT, value.toByteArray());
    }
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    write(model, GRAPH, graph.toByteArray());
    return model.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int tag, byte[] bytes) {
    out.write(tag);
    int rest = bytes.length;
    while (rest >= 0x80) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(bytes);
  }
}
