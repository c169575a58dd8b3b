package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;

/**
 * Stores tables that are looked up by row as 8-bit integers with a scale a row.
 *
 * <pre>{@code
 * Gather(W, i)  →  Cast(Gather(Wq, i)) * Gather(Ws, i)
 * }</pre>
 *
 * <p>Departs from ONNX Runtime's quantizer, which has one scale for the whole table: a scale a row
 * costs 4 bytes a row and no time to speak of, and lets a rare word with small weights keep its
 * digits. Rows are not multiplied, so nothing saturates and all 8 bits are of use.
 */
final class Embeddings {
  private static final int LIMIT = 127;

  private Embeddings() {}

  /** Whether the node looks up rows of its first input. */
  static boolean isLookup(Node node) {
    return node.is("Gather") && node.intAttribute("axis", 0) == 0;
  }

  /** Replaces a lookup in {@code table} [rows, columns] and returns what became of the table. */
  static QuantizedWeights quantize(Node node, Tensor table, GraphEditor editor) {
    String name = node.input(0);
    QuantizedWeights quantized = QuantizedWeights.of(name, table, 0, LIMIT);
    editor.initializer(name + "_rows_quantized", quantized.values());
    editor.initializer(
        name + "_rows_scale", quantized.scales().reshape(Shape.of(table.shape().dim(0), 1)));
    String prefix = Candidates.nameOf(node);
    String rows = editor.freshName(prefix + "_rows");
    String rowsFloat = editor.freshName(prefix + "_rows_float");
    String scales = editor.freshName(prefix + "_row_scales");
    List<Node> replacement =
        List.of(
            Node.of(
                "Gather",
                prefix + "_quantized",
                List.of(name + "_rows_quantized", node.input(1)),
                List.of(rows)),
            Node.of("Cast", prefix + "_cast", List.of(rows), List.of(rowsFloat))
                .withAttribute("to", Attribute.of((long) DType.FLOAT.onnxCode())),
            Node.of(
                "Gather",
                prefix + "_scales",
                List.of(name + "_rows_scale", node.input(1)),
                List.of(scales)),
            Node.of("Mul", prefix + "_scaled", List.of(rowsFloat, scales), List.of(node.output())));
    replacement.forEach(one -> editor.insertBefore(node, one));
    editor.remove(node);
    return quantized;
  }
}
