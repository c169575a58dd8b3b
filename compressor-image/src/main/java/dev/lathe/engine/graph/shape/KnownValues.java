package dev.lathe.engine.graph.shape;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * What is certain of the values of a model's outermost graph in every run: it follows from the
 * declared inputs alone, never from types that the file declares for values in between, which may
 * come from one traced run.
 */
public final class KnownValues {
  private final Scope scope;

  private KnownValues(Scope scope) {
    this.scope = scope;
  }

  /**
   * @throws EngineException ({@code INVALID_MODEL}) as {@link ShapeInference#infer(Model)}
   */
  public static KnownValues of(Model model) {
    return new KnownValues(ShapeInference.scope(model, Map.of(), false));
  }

  /** Returns the type of a value, if that of its elements is known. */
  public Optional<TensorType> type(String value) {
    return scope.get(value).tensorType();
  }

  /**
   * Returns all elements of a small value that is the same in every run: a constant, or computed
   * from constants and fixed extents.
   */
  public Optional<Tensor> tensor(String value) {
    return scope.get(value).content().flatMap(Content::toTensor);
  }
}
