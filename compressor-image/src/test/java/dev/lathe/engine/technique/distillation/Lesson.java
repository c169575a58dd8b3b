package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.execute.Training;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.distillation.DistillationConfig.Outputs;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import dev.lathe.engine.train.Moment;
import dev.lathe.engine.train.Objective;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A student whose output is one input and a teacher whose output is another, so that both say what
 * a test wants them to.
 */
final class Lesson {
  static final String FIELD = "spec.recipe[0].distill";
  static final Moment MOMENT = new Moment(0, 1, 0, false);

  private Lesson() {}

  /** What an objective says of a batch. */
  record Told(double loss, SequencedMap<String, Double> measures) {}

  static DistillationConfig config(Outputs outputs) {
    return new DistillationConfig(outputs, List.of(), List.of());
  }

  /**
   * A model with the inputs of student and teacher.
   *
   * @param says the input that its output is, plus an initializer w of zeros
   */
  static Model model(String says, String activation, long... dims) {
    return Sketch.model(g -> {
      g.input("s", dims);
      g.input("t", dims);
      long[] last = {Math.max(1, dims[dims.length - 1])};
      Tensor zeros = Tensor.ofFloats(Shape.of(last), new float[(int) last[0]]);
      String y = g.node("Add", says, g.constant("w", zeros));
      g.output(activation.isEmpty() ? y : g.node(activation, y));
    });
  }

  /** A model with a mask beside, as an encoder has. */
  static Model encoder(String says, long width) {
    return Sketch.model(g -> {
      g.input("s", -1, -1, width);
      g.input("t", -1, -1, width);
      g.input("attention_mask", DType.INT64, -1, -1);
      Tensor zeros = Tensor.ofFloats(Shape.of(width), new float[(int) width]);
      g.output(g.node("Add", says, g.constant("w", zeros)));
    });
  }

  static Batch batch(Tensor student, Tensor teacher, long... labels) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("s", student);
    inputs.put("t", teacher);
    Optional<Tensor> classes =
        labels.length == 0
            ? Optional.empty()
            : Optional.of(Tensor.ofLongs(Shape.of(labels.length), labels));
    return new Batch(inputs, classes, (int) student.shape().dim(0));
  }

  static Batch masked(Tensor student, Tensor teacher, Tensor mask) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>(batch(student, teacher).inputs());
    inputs.put("attention_mask", mask);
    return new Batch(inputs, Optional.empty(), (int) student.shape().dim(0));
  }

  /** Returns some samples of a batch. */
  static Batch rows(Batch batch, long... numbers) {
    SequencedMap<String, Tensor> rows =
        SampleRow.batch(
            Arrays.stream(numbers)
                .mapToObj(number -> SampleRow.of(batch, (int) number, Set.of()))
                .toList());
    return new Batch(rows, Optional.empty(), numbers.length);
  }

  /** Asks about a batch, so many samples at a time. */
  static Questions questions(Batch batch, int batchSize, LongConsumer listener) {
    return new Questions(List.of(new Data(batch)), batchSize, listener);
  }

  private record Data(Batch batch) implements Dataset {
    @Override
    public long size() {
      return batch.size();
    }

    @Override
    public boolean labelled() {
      return false;
    }

    @Override
    public String digest() {
      return "sha256:0";
    }

    @Override
    public Samples samples() {
      return new Samples() {
        @Override
        public Batch read(long... numbers) {
          return rows(batch, numbers);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }

  static Told run(Model student, Distillation distillation, Batch batch) {
    Objective.Attached attached = distillation.attach(student);
    try (distillation;
        TrainingModule module = compile(attached)) {
      Map<String, Tensor> out = module.run(given(distillation, batch));
      SequencedMap<String, Double> measures = new LinkedHashMap<>();
      for (Measure measure : attached.measures()) {
        measures.put(measure.name(), number(out, measure.output()));
      }
      return new Told(number(out, attached.loss()), measures);
    }
  }

  static TrainingModule compile(Objective.Attached attached) {
    List<String> trained = new java.util.ArrayList<>(List.of("w"));
    trained.addAll(attached.parameters());
    return TrainingModule.compile(
        attached.model(), Training.of(attached.loss(), trained, Update.sgd()));
  }

  static Map<String, Tensor> given(Objective objective, Batch batch) {
    Map<String, Tensor> given = new LinkedHashMap<>(batch.inputs());
    given.putAll(objective.feed(batch, MOMENT));
    return given;
  }

  static double number(Map<String, Tensor> out, String name) {
    Tensor tensor = Objects.requireNonNull(out.get(name), name);
    assertThat(tensor.shape()).as(name).isEqualTo(Shape.scalar());
    return tensor.floatAt(0);
  }
}
