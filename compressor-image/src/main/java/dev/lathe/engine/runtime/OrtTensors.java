package dev.lathe.engine.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes tensors into the runtime and out of it again. */
final class OrtTensors {
  private OrtTensors() {}

  /**
   * Returns the declared type of an input or output. Rank 0 reads as an unknown rank: the runtime
   * tells the two not apart.
   *
   * @throws EngineException if it is no tensor
   */
  static TensorType typeOf(String role, NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo info)) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "%s '%s' is expected to be a tensor, found %s"
              .formatted(role, node.getName(), node.getInfo().getClass().getSimpleName()));
    }
    DType type = typeOf(role + " '" + node.getName() + "'", info);
    long[] extents = info.getShape();
    if (extents.length == 0) {
      return new TensorType(type, Optional.empty());
    }
    String[] names = info.getDimensionNames();
    List<Dim> dims = new ArrayList<>();
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] >= 0) {
        dims.add(Dim.of(extents[axis]));
      } else {
        dims.add(names[axis].isEmpty() ? new Dim.Unknown() : new Dim.Symbolic(names[axis]));
      }
    }
    return new TensorType(type, Optional.of(dims));
  }

  /** The interface numbers its types in its own way but names them as ONNX does. */
  private static DType typeOf(String value, TensorInfo info) {
    String name = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    return Arrays.stream(DType.values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new EngineException(
                Reason.UNSUPPORTED_MODEL,
                "%s has element type %s, which ONNX Runtime's Java interface does not know"
                    .formatted(value, name)));
  }

  /** Whether tensors of that type can be handed to the runtime. */
  static boolean canBeFed(DType type) {
    return type == DType.STRING || javaType(type).isPresent();
  }

  /** Whether tensors of that type can be read back from the runtime. */
  static boolean canBeRead(DType type) {
    return type == DType.STRING || (type.bits() >= 8 && type.bits() <= 64);
  }

  /**
   * Hands a tensor to the runtime without a copy if it lies off the heap, else with one into {@code
   * arena}. The result is valid while the arena and the tensor's storage are.
   */
  static OnnxTensor feed(OrtEnvironment environment, String name, Tensor tensor, Arena arena)
      throws OrtException {
    long[] shape = tensor.shape().toArray();
    if (tensor.type() == DType.STRING) {
      String[] strings =
          tensor.strings().stream()
              .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
              .toArray(String[]::new);
      return OnnxTensor.createTensor(environment, strings, shape);
    }
    OnnxJavaType javaType =
        javaType(tensor.type()).orElseThrow(() -> unreadable("input", name, tensor.type()));
    if (tensor.sizeInBytes() > Integer.MAX_VALUE) {
      throw new EngineException(
          Reason.INVALID_DATA,
          "input '%s' takes %d bytes, the runtime's limit is %d: use a smaller batch"
              .formatted(name, tensor.sizeInBytes(), Integer.MAX_VALUE));
    }
    MemorySegment data = tensor.data();
    if (!data.isNative()) {
      MemorySegment copy = arena.allocate(Math.max(1, data.byteSize()), 64);
      data = copy.copyFrom(data).asSlice(0, data.byteSize());
    }
    ByteBuffer buffer = data.asByteBuffer().order(ByteOrder.nativeOrder());
    return OnnxTensor.createTensor(environment, buffer, shape, javaType);
  }

  /** Copies an output out of the runtime. */
  static Tensor read(String name, OnnxValue value) throws OrtException {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "output '%s' is expected to be a tensor, found %s".formatted(name, value.getType()));
    }
    TensorInfo info = (TensorInfo) tensor.getInfo();
    DType type = typeOf("output '" + name + "'", info);
    Shape shape = Shape.of(info.getShape());
    if (type == DType.STRING) {
      List<ByteBuffer> strings = new ArrayList<>();
      flatten(tensor.getValue(), strings);
      return Tensor.ofStrings(shape, strings);
    }
    if (!canBeRead(type)) {
      throw unreadable("output", name, type);
    }
    if (shape.elementCount() == 0) {
      return Tensor.ofBytes(type, shape);
    }
    return Tensor.of(type, shape, MemorySegment.ofBuffer(tensor.getByteBuffer()));
  }

  static EngineException unreadable(String role, String name, DType type) {
    return new EngineException(
        Reason.UNSUPPORTED_MODEL,
        "%s '%s' has element type %s, which ONNX Runtime's Java interface cannot pass"
            .formatted(role, name, type));
  }

  private static void flatten(Object value, List<ByteBuffer> into) {
    if (value instanceof Object[] several) {
      for (Object one : several) {
        flatten(one, into);
      }
    } else {
      into.add(ByteBuffer.wrap(value.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static Optional<OnnxJavaType> javaType(DType type) {
    return switch (type) {
      case FLOAT -> Optional.of(OnnxJavaType.FLOAT);
      case DOUBLE -> Optional.of(OnnxJavaType.DOUBLE);
      case INT8 -> Optional.of(OnnxJavaType.INT8);
      case UINT8 -> Optional.of(OnnxJavaType.UINT8);
      case INT16 -> Optional.of(OnnxJavaType.INT16);
      case INT32 -> Optional.of(OnnxJavaType.INT32);
      case INT64 -> Optional.of(OnnxJavaType.INT64);
      case BOOL -> Optional.of(OnnxJavaType.BOOL);
      case FLOAT16 -> Optional.of(OnnxJavaType.FLOAT16);
      case BFLOAT16 -> Optional.of(OnnxJavaType.BFLOAT16);
      case UINT16,
          UINT32,
          UINT64,
          STRING,
          COMPLEX64,
          COMPLEX128,
          FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          UINT4,
          INT4,
          FLOAT4E2M1,
          FLOAT6E2M3,
          FLOAT6E3M2,
          FLOAT8E8M0,
          UINT2,
          INT2 ->
          Optional.empty();
    };
  }
}
