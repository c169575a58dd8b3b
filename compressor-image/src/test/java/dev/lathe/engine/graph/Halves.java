package dev.lathe.engine.graph;

import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Brings what tests have in FLOAT to 16 bits. */
public final class Halves {
  private Halves() {}

  /**
   * Returns FLOAT numbers in half precision.
   *
   * @param type FLOAT16, or BFLOAT16, whose last bits are cut off
   */
  public static Tensor of(DType type, Tensor floats) {
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * (int) floats.elementCount()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : floats.toFloats()) {
      bytes.putShort(
          type == DType.FLOAT16
              ? Float.floatToFloat16(value)
              : (short) (Float.floatToRawIntBits(value) >> 16));
    }
    return Tensor.ofBytes(type, floats.shape(), bytes.array());
  }

  /** Returns a model whose inputs, outputs and initializers are FLOAT with all of these FLOAT16. */
  public static Model of(Model model) {
    Graph graph = model.graph();
    SequencedMap<String, Initializer> weights = new LinkedHashMap<>(graph.initializers());
    weights.replaceAll((name, one) -> one.withTensor(of(DType.FLOAT16, one.tensor())));
    return model.withGraph(
        new Graph(
            graph.name(),
            graph.nodes(),
            graph.inputs().stream().map(Halves::of).toList(),
            graph.outputs().stream().map(Halves::of).toList(),
            weights,
            graph.sparseInitializers(),
            graph.valueInfo(),
            graph.residue()));
  }

  private static Value of(Value value) {
    TensorType type = (TensorType) value.type();
    return Value.of(value.name(), new TensorType(DType.FLOAT16, type.shape()));
  }
}
