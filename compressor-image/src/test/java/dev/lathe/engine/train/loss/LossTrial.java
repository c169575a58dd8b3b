package dev.lathe.engine.train.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.execute.Training;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import dev.lathe.engine.train.Moment;
import dev.lathe.engine.train.Objective;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/** A model whose output is its input plus a weight, and an objective on it. */
final class LossTrial {
  static final String FIELD = "spec.recipe[0].fineTune.loss";
  static final Moment MOMENT = new Moment(0, 1, 0, false);

  private static final double STEP = 1e-6;

  private LossTrial() {}

  /** What an objective says of a batch. */
  record Told(double loss, SequencedMap<String, Double> measures) {}

  /**
   * @param activation of the output, empty for none
   * @param dims of the output, -1 for those that are open
   */
  static Model model(long opset, DType type, String activation, long... dims) {
    return Sketch.model(
        opset,
        g -> {
          String x = g.input("x", type, dims);
          long[] ofWeight = new long[dims.length];
          for (int axis = 0; axis < dims.length; axis++) {
            ofWeight[axis] = Math.max(1, dims[axis]);
          }
          Shape shape = Shape.of(ofWeight);
          Tensor zeros =
              Tensor.ofBytes(type, shape, new byte[(int) (shape.elementCount() * type.bits() / 8)]);
          String y = g.node("Add", x, g.constant("w", zeros));
          g.output(activation.isEmpty() ? y : activated(g, activation, y, opset), type);
        });
  }

  private static String activated(Sketch g, String activation, String y, long opset) {
    Sketch.Call call = g.op(activation);
    return (activation.equals("Sigmoid") || opset < 13 ? call : call.with("axis", 1)).on(y);
  }

  static Batch batch(Tensor x, Optional<Tensor> labels, Optional<Tensor> targets) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", x);
    return new Batch(inputs, labels, targets, (int) x.shape().dim(0));
  }

  static Batch labelled(Tensor x, long... labels) {
    return batch(x, Optional.of(Tensor.ofLongs(Shape.of(labels.length), labels)), Optional.empty());
  }

  static Batch targeted(Tensor x, Tensor targets) {
    return batch(x, Optional.empty(), Optional.of(targets));
  }

  static Told run(Model model, Objective objective, Batch batch) {
    Objective.Attached attached = objective.attach(model);
    try (TrainingModule module = compile(attached)) {
      Map<String, Tensor> out = module.run(given(objective, batch));
      SequencedMap<String, Double> measures = new LinkedHashMap<>();
      for (Measure measure : attached.measures()) {
        measures.put(measure.name(), number(out, measure.output()));
      }
      return new Told(number(out, attached.loss()), measures);
    }
  }

  private static TrainingModule compile(Objective.Attached attached) {
    return TrainingModule.compile(
        attached.model(), Training.of(attached.loss(), List.of("w"), Update.sgd()));
  }

  private static Map<String, Tensor> given(Objective objective, Batch batch) {
    Map<String, Tensor> given = new LinkedHashMap<>(batch.inputs());
    given.putAll(objective.feed(batch, MOMENT));
    return given;
  }

  static double number(Map<String, Tensor> out, String name) {
    Tensor tensor = Objects.requireNonNull(out.get(name), name);
    assertThat(tensor.shape()).as(name).isEqualTo(Shape.scalar());
    return tensor.type() == DType.DOUBLE ? tensor.toDoubles()[0] : tensor.floatAt(0);
  }

  /** Holds the gradients of a model in DOUBLE against central differences. */
  static void checkGradients(Model model, Objective objective, Batch batch) {
    Objective.Attached attached = objective.attach(model);
    try (TrainingModule module = compile(attached)) {
      Map<String, Tensor> given = given(objective, batch);
      double[] found = Objects.requireNonNull(module.gradients(given).get("w")).toDoubles();
      for (int i = 0; i < found.length; i++) {
        double expected =
            (at(module, attached, given, i, STEP) - at(module, attached, given, i, -STEP))
                / (2 * STEP);
        assertThat(Math.abs(found[i] - expected))
            .as("w[%d]: %s by differences, found %s", i, expected, found[i])
            .isLessThan(1e-6 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  private static double at(
      TrainingModule module,
      Objective.Attached attached,
      Map<String, Tensor> given,
      int index,
      double by) {
    Map<String, Tensor> state = module.state();
    Tensor old = Objects.requireNonNull(state.get("w"));
    double[] moved = old.toDoubles();
    moved[index] += by;
    module.restore(Map.of("w", doubles(old.shape(), moved)));
    double loss = number(module.run(given), attached.loss());
    module.restore(state);
    return loss;
  }

  static Tensor doubles(Shape shape, double... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[values.length * 8]);
    MemorySegment.copy(values, 0, data, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, values.length);
    return Tensor.of(DType.DOUBLE, shape, data);
  }

  /** Returns values in a type, of a shape. */
  static Tensor tensor(DType type, Shape shape, double... values) {
    if (type == DType.DOUBLE) {
      return doubles(shape, values);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.ofFloats(shape, floats);
  }
}
