package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import java.util.List;
import java.util.Optional;

/**
 * Makes one {@code Gemm} of a product of matrices and the constant that is added to it.
 *
 * <p>ONNX Runtime does so itself, before it looks for layers to run on integers, and then finds a
 * {@code Gemm} whose bias is in floating point, which it runs in floating point.
 */
final class MergeBias {
  private MergeBias() {}

  /** Returns the model with the products of these layers merged that can be. */
  static Model apply(Model model, List<LinearLayer> layers) {
    GraphIndex index = new GraphIndex(model.graph());
    Graph typed = ShapeInference.infer(model).graph();
    GraphEditor editor = model.graph().edit();
    for (LinearLayer layer : layers) {
      if (layer.kind() == LinearLayer.Kind.MATMUL && isMatrix(typed, layer.input())) {
        Optional<String> bias = BiasCorrection.addedBehind(model, index, layer);
        Optional<Node> sum = index.soleConsumer(layer.node().output());
        if (bias.isPresent() && sum.isPresent()) {
          editor.remove(sum.get());
          editor.replace(
              layer.node(),
              Node.of(
                  "Gemm",
                  layer.node().name(),
                  List.of(layer.input(), layer.weightName(), bias.get()),
                  List.of(sum.get().output())));
        }
      }
    }
    return model.withGraph(editor.toGraph());
  }

  private static boolean isMatrix(Graph typed, String value) {
    return typed.declaredType(value).stream()
        .anyMatch(type ->
            type instanceof TensorType tensor
                && tensor.shape().filter(shape -> shape.size() == 2).isPresent());
  }
}
