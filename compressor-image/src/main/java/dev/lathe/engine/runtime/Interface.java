package dev.lathe.engine.runtime;

import ai.onnxruntime.NodeInfo;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/** What a loaded model declares of its inputs and outputs. */
final class Interface {
  private Interface() {}

  /**
   * Returns the inputs' types, in the model's order.
   *
   * @throws EngineException UNSUPPORTED_MODEL if one cannot be fed
   */
  static SequencedMap<String, TensorType> inputs(Map<String, NodeInfo> nodes) {
    return types("input", nodes, OrtTensors::canBeFed);
  }

  /**
   * Returns the outputs' types, in the model's order.
   *
   * @throws EngineException UNSUPPORTED_MODEL if one cannot be read
   */
  static SequencedMap<String, TensorType> outputs(Map<String, NodeInfo> nodes) {
    return types("output", nodes, OrtTensors::canBeRead);
  }

  private static SequencedMap<String, TensorType> types(
      String role, Map<String, NodeInfo> nodes, Predicate<DType> usable) {
    SequencedMap<String, TensorType> types = new LinkedHashMap<>();
    nodes.forEach((name, node) -> {
      TensorType type = OrtTensors.typeOf(role, node);
      if (!usable.test(type.elementType())) {
        throw OrtTensors.unreadable(role, name, type.elementType());
      }
      types.put(name, type);
    });
    return Collections.unmodifiableSequencedMap(types);
  }
}
