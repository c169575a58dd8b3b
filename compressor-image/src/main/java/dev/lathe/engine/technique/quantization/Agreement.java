package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.wording.Count;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * How far a quantized model gives what it was trained to give: its first output in floating point,
 * each node run as it is written, against that of the trained graph on the same samples.
 *
 * <p>What is said is what was measured. Both round at the same places by the same scales, so that
 * it is little; a runtime that multiplies integers was not asked.
 */
final class Agreement {
  private static final long SAMPLES = 256;

  private double largest;
  private double apart;
  private long rows;
  private long same;

  private Agreement() {}

  /**
   * Returns a sentence on it; empty if there is no output in floating point.
   *
   * @param trained the graph of {@code built} after training
   * @param saturating whether the target adds some products up to less than they are
   */
  static Optional<String> sentence(
      Activations activations,
      Model quantized,
      TrainingForm.Built built,
      Model trained,
      boolean saturating) {
    Optional<String> output =
        quantized.graph().outputs().stream()
            .filter(value ->
                value.type() instanceof TensorType type && type.elementType() == DType.FLOAT)
            .map(Value::name)
            .findFirst();
    if (output.isEmpty()) {
      return Optional.empty();
    }
    GraphEditor editor = quantized.graph().edit();
    SequencedMap<String, String> inputs = new LinkedHashMap<>();
    for (Value input : quantized.graph().requiredInputs()) {
      String copy = editor.freshName(input.name() + "_given");
      editor.add(Node.of("Identity", copy, List.of(input.name()), List.of(copy)));
      editor.addOutput(Value.of(copy, input.type()));
      inputs.put(input.name(), copy);
    }
    Agreement found = new Agreement();
    try (Executor executor = Executor.compile(trained)) {
      activations.runSome(
          quantized.withGraph(editor.toGraph()),
          SAMPLES,
          batch -> {
            Map<String, Tensor> given = new HashMap<>();
            inputs.forEach((name, copy) -> given.put(name, InputStudy.get(batch, copy)));
            built
                .moving()
                .share()
                .ifPresent(name -> given.put(name, Tensor.ofFloats(Shape.scalar(), 0f)));
            found.add(
                Objects.requireNonNull(executor.run(given).get(output.get())),
                InputStudy.get(batch, output.get()));
          });
    }
    return Optional.of(found.sentence(saturating));
  }

  private void add(Tensor expected, Tensor found) {
    float[] a = expected.toFloats();
    float[] b = found.toFloats();
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
      apart = Math.max(apart, Math.abs((double) a[i] - b[i]));
    }
    int rank = expected.shape().rank();
    int width = rank == 2 ? (int) expected.shape().dim(1) : 0;
    for (int from = 0; width > 1 && from < a.length; from += width) {
      rows++;
      same += largest(a, from, width) == largest(b, from, width) ? 1 : 0;
    }
  }

  private static int largest(float[] values, int from, int width) {
    int best = 0;
    for (int i = 1; i < width; i++) {
      best = values[from + i] > values[from + best] ? i : best;
    }
    return best;
  }

  private String sentence(boolean saturating) {
    String classes =
        rows == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", another class for %.2f %% of %s",
                100.0 * (rows - same) / rows,
                Count.of(rows, "sample"));
    return String.format(
        Locale.ROOT,
        "the quantized model gives what was trained: outputs up to %.3g that differ by at most"
            + " %.2g%s%s",
        largest,
        apart,
        classes,
        saturating ? "; sums that saturate at 16 bits on the target are not in this" : "");
  }
}
