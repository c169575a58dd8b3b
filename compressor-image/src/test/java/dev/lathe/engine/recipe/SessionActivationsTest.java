package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.evaluate.MemoryDataset;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.runtime.TinyModel;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class SessionActivationsTest {
  private static Model withOutput(Model model, String name) {
    Graph graph = model.graph();
    List<Value> outputs = new ArrayList<>(graph.outputs());
    outputs.add(Value.of(name, new ValueType.Other(Residue.none())));
    return model.withGraph(
        new Graph(
            graph.name(),
            graph.nodes(),
            graph.inputs(),
            outputs,
            graph.initializers(),
            graph.sparseInitializers(),
            graph.valueInfo(),
            graph.residue()));
  }

  @Test
  void everyBatchOfAnInnerValueIsHandedOnInOrder() {
    byte[] bytes =
        new TinyModel()
            .input("x", DType.FLOAT, -1, 2)
            .node("Neg", List.of("x"), List.of("n"))
            .node("Neg", List.of("n"), List.of("y"))
            .output("y", DType.FLOAT, -1, 2)
            .toBytes();
    Model model = withOutput(OnnxReader.read(MemorySegment.ofArray(bytes)), "n");
    MemoryDataset data = new MemoryDataset(2, new float[] {1, 2, 3, 4, 5, 6}, Optional.empty());
    List<SequencedMap<String, Tensor>> seen = new ArrayList<>();

    new SessionActivations(data, 2, 1).run(model, seen::add);

    assertThat(seen)
        .isEqualTo(
            List.of(
                Map.of(
                    "y", Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4),
                    "n", Tensor.ofFloats(Shape.of(2, 2), -1, -2, -3, -4)),
                Map.of(
                    "y", Tensor.ofFloats(Shape.of(1, 2), 5, 6),
                    "n", Tensor.ofFloats(Shape.of(1, 2), -5, -6))));
  }

  @Test
  void aRunOverSomeSamplesEndsWithTheBatchThatFillsThem() {
    byte[] bytes =
        new TinyModel()
            .input("x", DType.FLOAT, -1, 2)
            .node("Neg", List.of("x"), List.of("y"))
            .output("y", DType.FLOAT, -1, 2)
            .toBytes();
    Model model = OnnxReader.read(MemorySegment.ofArray(bytes));
    MemoryDataset data =
        new MemoryDataset(2, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, Optional.empty());
    List<Long> rows = new ArrayList<>();

    new SessionActivations(data, 2, 1)
        .runSome(model, 3, batch -> rows.add(batch.firstEntry().getValue().shape().dim(0)));

    assertThat(rows).containsExactly(2L, 2L);
  }
}
