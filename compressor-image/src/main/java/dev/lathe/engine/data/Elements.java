package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Makes the elements that a model takes of the elements that a file holds. */
interface Elements {
  /**
   * @param raw the bytes of the file, row-major
   * @param shape of the tensor wanted
   */
  Tensor read(MemorySegment raw, Shape shape);
}
