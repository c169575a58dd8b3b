package dev.lathe.engine.execute.archive;

import dev.lathe.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;

/**
 * A tensor of a module.
 *
 * @param name an identifier of TorchScript, unique in its module
 * @param data little-endian, row-major
 * @param trainable whether gradients are taken with respect to it
 */
public record Stored(
    String name, TorchType type, Shape shape, MemorySegment data, boolean trainable) {
  public Stored {
    long expected = shape.elementCount() * type.bytes();
    if (data.byteSize() != expected) {
      throw new IllegalArgumentException(
          "%s of %s %s takes %d bytes, found %d"
              .formatted(name, type, shape, expected, data.byteSize()));
    }
  }

  /**
   * Says that the elements are not needed soon: a mapped file's leave the memory of the process,
   * and come back when somebody looks.
   */
  public void leaveMemory() {
    if (data.isMapped()) {
      data.unload();
    }
  }
}
