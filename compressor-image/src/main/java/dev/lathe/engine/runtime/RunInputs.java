package dev.lathe.engine.runtime;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Holds what is given to a run against what the model declares. */
final class RunInputs {
  private RunInputs() {}

  /**
   * Checks names, types, ranks and known extents.
   *
   * @throws EngineException naming the first input that does not fit
   */
  static void require(Map<String, TensorType> declared, Map<String, Tensor> given) {
    for (Map.Entry<String, TensorType> input : declared.entrySet()) {
      Tensor tensor = given.get(input.getKey());
      if (tensor == null) {
        throw invalid(
            "input '%s' of the model is missing, given are %s"
                .formatted(input.getKey(), given.keySet()));
      }
      requireFit(input.getKey(), input.getValue(), tensor);
    }
    for (String name : given.keySet()) {
      if (!declared.containsKey(name)) {
        throw invalid(
            "the model has no input '%s', its inputs are %s".formatted(name, declared.keySet()));
      }
    }
  }

  private static void requireFit(String name, TensorType declared, Tensor tensor) {
    if (tensor.type() != declared.elementType()) {
      throw invalid(
          "input '%s': element type %s expected, found %s"
              .formatted(name, declared.elementType(), tensor.type()));
    }
    if (declared.shape().isEmpty()) {
      return;
    }
    List<Dim> dims = declared.shape().get();
    Shape shape = tensor.shape();
    if (shape.rank() != dims.size()) {
      throw invalid(
          "input '%s': rank %d expected, as in %s, found rank %d, %s"
              .formatted(name, dims.size(), dims, shape.rank(), shape));
    }
    for (int axis = 0; axis < dims.size(); axis++) {
      if (dims.get(axis) instanceof Dim.Known(long extent) && extent != shape.dim(axis)) {
        throw invalid(
            "input '%s', axis %d: extent %d expected, as in %s, found %s"
                .formatted(name, axis, extent, dims, shape));
      }
    }
  }

  private static EngineException invalid(String message) {
    return new EngineException(Reason.INVALID_DATA, message);
  }
}
