package dev.lathe.engine.train.loss;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.KnownValues;
import dev.lathe.engine.graph.shape.ShapeInference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of the values of a model: what follows from its inputs, and what it declares. */
public final class Types {
  private final Model inferred;
  private final KnownValues known;

  public Types(Model model) {
    inferred = ShapeInference.infer(model);
    known = KnownValues.of(model);
  }

  /** Returns the type of a value; where an extent does not follow it is as declared. */
  public Optional<TensorType> of(String value) {
    Optional<TensorType> declared =
        inferred
            .graph()
            .declaredType(value)
            .filter(TensorType.class::isInstance)
            .map(TensorType.class::cast);
    Optional<TensorType> follows = known.type(value);
    if (follows.isEmpty() || declared.isEmpty()) {
      return follows.or(() -> declared);
    }
    return Optional.of(
        new TensorType(
            follows.get().elementType(), merged(follows.get().shape(), declared.get().shape())));
  }

  private static Optional<List<Dim>> merged(
      Optional<List<Dim>> follows, Optional<List<Dim>> declared) {
    if (follows.isEmpty() || declared.isEmpty() || follows.get().size() != declared.get().size()) {
      return follows.or(() -> declared);
    }
    List<Dim> dims = new ArrayList<>();
    for (int axis = 0; axis < follows.get().size(); axis++) {
      Dim dim = follows.get().get(axis);
      dims.add(dim instanceof Dim.Known ? dim : declared.get().get(axis));
    }
    return Optional.of(dims);
  }

  /**
   * Returns the axis of a softmax, counted from 0. Before operator set 13 all axes from one on were
   * taken together: that is one axis only where the others have extent 1.
   */
  Optional<Long> softmaxAxis(Node node) {
    Optional<List<Dim>> dims = of(node.input(0)).flatMap(TensorType::shape);
    int rank = dims.map(List::size).orElse(2);
    long axis = node.intAttribute("axis", inferred.opset() < 13 ? 1 : -1);
    long counted = axis < 0 ? axis + rank : axis;
    boolean single =
        inferred.opset() >= 13
            || dims.isEmpty()
            || dims.get().stream().skip(counted + 1).allMatch(Dim.of(1)::equals);
    return single ? Optional.of(counted) : Optional.empty();
  }
}
