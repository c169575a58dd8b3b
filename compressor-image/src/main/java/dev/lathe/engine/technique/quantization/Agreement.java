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
 * against that of the trained graph on the same samples.
 *
 * <p>Both round at the same places by the same scales. What differs is the order in which sums are
 * added up, and that a runtime on integers rounds a sum once where it was added up in floats: now
 * and then a value next to the middle of two levels goes to the other one.
 */
final class Agreement {
  private static final long SAMPLES = 256;

  private double power;
  private double error;
  private long rows;
  private long same;

  private Agreement() {}

  /**
   * Returns a sentence on it; empty if there is no output in floating point.
   *
   * @param trained the graph of {@code built} after training
   */
  static Optional<String> sentence(
      Activations activations, Model quantized, TrainingForm.Built built, Model trained) {
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
    return Optional.of(found.sentence());
  }

  private void add(Tensor expected, Tensor found) {
    float[] a = expected.toFloats();
    float[] b = found.toFloats();
    for (int i = 0; i < a.length; i++) {
      power += (double) a[i] * a[i];
      error += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
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

  private String sentence() {
    String classes = rows == 0 ? "" : "the same class for %d of %d samples, ".formatted(same, rows);
    return String.format(
        Locale.ROOT,
        "the quantized model gives what was trained: %soutputs %.1f dB above their difference,"
            + " which comes of sums added up in another order",
        classes,
        10 * Math.log10(power / error));
  }
}
