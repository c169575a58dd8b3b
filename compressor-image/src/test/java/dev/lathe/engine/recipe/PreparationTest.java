package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparationTest {
  private static final Model MODEL =
      Sketch.model(g -> g.output(g.relu(g.batchNorm(g.conv(g.input("x", 1, 3, 8, 8), 4)))));

  @Test
  void batchNormalizationsAreFoldedBeforeStepsThatLeaveThemAsTheyAre() {
    assertThat(operators(new Preparation(recipe("Frozen")).prepare(MODEL).model()))
        .containsExactly("Conv", "Relu");
  }

  @Test
  void batchNormalizationsAreFoldedBehindTheLastStepThatTrainsThem() {
    Preparation preparation = new Preparation(recipe("Trained"));

    Model prepared = preparation.prepare(MODEL).model();
    assertThat(operators(prepared)).containsExactly("Conv", "BatchNormalization", "Relu");
    Model between = preparation.after(0, prepared);
    assertThat(operators(between)).containsExactly("Conv", "BatchNormalization", "Relu");
    assertThat(operators(preparation.after(1, between))).containsExactly("Conv", "Relu");
  }

  @Test
  void aTiedTableStaysOneUntilItIsQuantized() {
    Model tied =
        Sketch.model(g -> {
          String table = g.weights(5, 3);
          String rows = g.node("Gather", table, g.input("ids", DType.INT64, 2));
          g.output(g.node("MatMul", rows, g.node("Transpose", table)));
        });
    Preparation preparation = new Preparation(recipe("Frozen"));

    Model prepared = preparation.prepare(tied).model();
    assertThat(operators(prepared)).contains("Transpose");
    Model between = preparation.after(0, prepared);
    assertThat(between).isSameAs(prepared);
    assertThat(operators(preparation.after(1, between))).containsExactly("Gather", "MatMul");
  }

  @Test
  void whatBecameOfFunctionsIsNoted() {
    Model model =
        Sketch.model(g -> {
          g.function("Act", f -> f.result(f.node("Exp", f.relu(f.parameter("x")))));
          g.function(
              new Function.Id(Sketch.LOCAL, "Future", ""),
              24,
              f -> f.result(f.relu(f.parameter("x"))));
          g.output(g.call("Act", g.call("Future", g.input("x", 2))));
        });

    Preparation.Prepared prepared = new Preparation(recipe("Frozen")).prepare(model);

    assertThat(operators(prepared.model())).containsExactly("Future", "Relu", "Exp");
    assertThat(prepared.notes())
        .containsExactly(
            "1 of 2 functions became part of the graph, which had 2 nodes and has 3",
            "1 of 3 nodes still calls a function, which is not looked into: local.Future 'future_0':"
                + " it is of operator set 24, the model of 17, and only 11 to 23 can be converted");
  }

  private static List<String> operators(Model model) {
    return model.graph().nodes().stream().map(Node::opType).toList();
  }

  /** Returns a recipe of two trainings and a quantization. */
  private static List<Step> recipe(String batchNorm) {
    String training =
        "{epochs: 1, batchNorm: %s, optimizer: {learningRate: \"0.1\"}}".formatted(batchNorm);
    return Manifest.parse(
            "job.yaml",
            """
            apiVersion: compression.lathe.dev/v1alpha1
            kind: CompressionJob
            metadata: {name: some}
            spec:
              source: {uri: "file:model.onnx"}
              data:
                training: {uri: "file:t.npz", npz: {inputs: [{name: x}], labels: "y"}}
              recipe:
              - fineTune: {training: %1$s}
              - fineTune: {training: %1$s}
              - quantize: {mode: Dynamic}
            """
                .formatted(training))
        .recipe();
  }
}
