package dev.lathe.engine.execute;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.archive.Widening;
import dev.lathe.engine.execute.emit.Boundary;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Carries tensors between Java and PyTorch, in the types that {@link Boundary} says. */
final class Wire {
  /** What the widest vector instructions like best. */
  private static final int ALIGNMENT_BYTES = 64;

  private Wire() {}

  /**
   * Copies a tensor for PyTorch.
   *
   * @param memory where to; it must outlive what is made of the tensor
   */
  static PtNDArray send(PtNDManager manager, Arena memory, Tensor tensor) {
    long[] dims = tensor.shape().toArray();
    MemorySegment elements = Widening.of(tensor);
    TorchType own = TorchType.carrying(tensor.type());
    if (own == TorchType.COMPLEX64 || own == TorchType.COMPLEX128) {
      dims = Arrays.copyOf(dims, dims.length + 1);
      dims[dims.length - 1] = 2;
    } else if (own == TorchType.INT16 || own == TorchType.BFLOAT16) {
      elements = widened(own, elements);
    }
    MemorySegment copy = memory.allocate(Math.max(1, elements.byteSize()), ALIGNMENT_BYTES);
    copy.copyFrom(elements);
    ByteBuffer direct = copy.asSlice(0, elements.byteSize()).asByteBuffer();
    direct.order(ByteOrder.nativeOrder());
    return manager.create(direct, new ai.djl.ndarray.types.Shape(dims), type(tensor.type()));
  }

  /** Copies a tensor that PyTorch gives, which stands for one of an ONNX type. */
  static Tensor receive(DType type, NDArray array) {
    MemorySegment bytes = elements(array);
    long[] dims = array.getShape().getShape();
    TorchType own = TorchType.carrying(type);
    if (array.getDataType() != type(type)) {
      throw new IllegalStateException(
          "%s expected for %s, found %s".formatted(type(type), type, array.getDataType()));
    }
    if (own == TorchType.COMPLEX64 || own == TorchType.COMPLEX128) {
      dims = Arrays.copyOf(dims, dims.length - 1);
    }
    byte[] elements =
        own == TorchType.BFLOAT16 ? upperHalves(bytes) : Widening.narrowed(type, bytes);
    return Tensor.ofBytes(type, Shape.of(dims), elements);
  }

  /**
   * Shows a tensor of floats that PyTorch has, without a copy: nobody may look at it once the array
   * is closed, or after the next step.
   */
  static Tensor show(DType type, NDArray array) {
    return Tensor.of(type, Shape.of(array.getShape().getShape()), elements(array));
  }

  /** Returns PyTorch's own memory where it lies in one piece here. */
  private static MemorySegment elements(NDArray array) {
    return MemorySegment.ofBuffer(array.toByteBuffer(true));
  }

  private static DataType type(DType type) {
    return switch (Boundary.travelling(type)) {
      case UINT8 -> DataType.UINT8;
      case INT8 -> DataType.INT8;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case FLOAT16 -> DataType.FLOAT16;
      case FLOAT -> DataType.FLOAT32;
      case DOUBLE -> DataType.FLOAT64;
      case BOOL -> DataType.BOOLEAN;
      case INT16, BFLOAT16, COMPLEX64, COMPLEX128 ->
          throw new IllegalStateException(type + " does not travel as it is");
    };
  }

  private static MemorySegment widened(TorchType own, MemorySegment narrow) {
    int[] wide = new int[(int) (narrow.byteSize() / 2)];
    for (int i = 0; i < wide.length; i++) {
      short half = narrow.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i);
      wide[i] = own == TorchType.BFLOAT16 ? half << 16 : half;
    }
    return MemorySegment.ofArray(wide);
  }

  /** A bfloat16 is the upper half of the float of the same value. */
  private static byte[] upperHalves(MemorySegment floats) {
    byte[] halves = new byte[(int) (floats.byteSize() / 2)];
    for (int i = 0; i < halves.length / 2; i++) {
      int bits = floats.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
      MemorySegment.ofArray(halves)
          .setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) (bits >> 16));
    }
    return halves;
  }
}
