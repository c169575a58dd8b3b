package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The mean square of what a model's first output, [n], is away from the labels. */
final class Squares implements Objective {

  @Override
  public Attached attach(Model model) {
    String output = model.graph().outputs().getFirst().name();
    GraphEditor graph = model.graph().edit();
    graph.addInput(Value.of("labels", TensorType.of(DType.INT64, new Dim.Symbolic("samples"))));
    graph.add(
        Node.of("Cast", "", List.of("labels"), List.of("wanted"))
            .withAttribute("to", Attribute.of(1)));
    graph.add(Node.of("Sub", "", List.of(output, "wanted"), List.of("off")));
    graph.add(Node.of("Mul", "", List.of("off", "off"), List.of("squares")));
    graph.add(
        Node.of("ReduceMean", "", List.of("squares"), List.of("loss"))
            .withAttribute("keepdims", Attribute.of(0)));
    graph.addOutput(Value.of("loss", TensorType.of(DType.FLOAT, Shape.scalar())));
    return new Attached(model.withGraph(graph.toGraph()), "loss", List.of(), List.of());
  }

  @Override
  public SequencedMap<String, Tensor> feed(Batch batch, Moment moment) {
    SequencedMap<String, Tensor> fed = new LinkedHashMap<>();
    fed.put("labels", batch.labels().orElseThrow());
    return fed;
  }
}
