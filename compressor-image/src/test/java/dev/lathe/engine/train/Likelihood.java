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

/** The cross-entropy of a model's first output with the labels, and its accuracy. */
final class Likelihood implements Objective {

  @Override
  public Attached attach(Model model) {
    String logits = model.graph().outputs().getFirst().name();
    GraphEditor graph = model.graph().edit();
    graph.addInput(Value.of("classes", TensorType.of(DType.INT64, new Dim.Symbolic("samples"))));
    graph.add(Node.of("SoftmaxCrossEntropyLoss", "", List.of(logits, "classes"), List.of("loss")));
    graph.add(
        Node.of("ArgMax", "", List.of(logits), List.of("guess"))
            .withAttribute("axis", Attribute.of(1))
            .withAttribute("keepdims", Attribute.of(0)));
    graph.add(Node.of("Equal", "", List.of("guess", "classes"), List.of("right")));
    graph.add(
        Node.of("Cast", "", List.of("right"), List.of("hits"))
            .withAttribute("to", Attribute.of(1)));
    graph.add(
        Node.of("ReduceMean", "", List.of("hits"), List.of("accuracy"))
            .withAttribute("keepdims", Attribute.of(0)));
    TensorType number = TensorType.of(DType.FLOAT, Shape.scalar());
    graph.addOutput(Value.of("loss", number)).addOutput(Value.of("accuracy", number));
    return new Attached(
        model.withGraph(graph.toGraph()),
        "loss",
        List.of(),
        List.of(new Measure("accuracy", "accuracy", true)));
  }

  @Override
  public SequencedMap<String, Tensor> feed(Batch batch, Moment moment) {
    SequencedMap<String, Tensor> fed = new LinkedHashMap<>();
    fed.put("classes", batch.labels().orElseThrow());
    return fed;
  }
}
