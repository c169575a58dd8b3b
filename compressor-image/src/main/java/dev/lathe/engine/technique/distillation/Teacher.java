package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.execute.Executor;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.rewrite.RemoveDeadNodes;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.loss.Formula;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model that is asked what a student should say: never trained, never in training mode. */
final class Teacher implements AutoCloseable {
  private final Model model;
  private final String field;
  private final Formula formula;

  /** Outputs by the student's inputs that take them. */
  private final SequencedMap<String, Answer> answers = new LinkedHashMap<>();

  private final SequencedMap<String, String> inputs = new LinkedHashMap<>();
  private @Nullable Executor executor;

  private record Answer(String output, List<Dim> dims, boolean byPosition) {
    /** Whether it says as much of a sample whichever others are in the batch. */
    boolean isSingle() {
      return dims.stream().skip(1).allMatch(Dim.Known.class::isInstance);
    }

    /** Whether all that another batch changes is how far it is padded. */
    boolean isPadded() {
      return byPosition && dims.size() == 3 && dims.get(2) instanceof Dim.Known;
    }
  }

  /**
   * @param field of the manifest, for messages
   */
  Teacher(Model model, String field) {
    this.model = model;
    this.field = field;
    formula = Formula.on(model);
  }

  Model model() {
    return model;
  }

  /** Returns what writes behind this teacher's values. */
  Formula formula() {
    return formula;
  }

  /**
   * Asks for reals, and gives the student an input for them.
   *
   * @param dims of the reals, the first that of the batch
   * @param byPosition whether they are [n, positions, channels], and none counts that the mask
   *     leaves out
   * @return the student's input
   */
  String ask(Formula student, String reals, List<Dim> dims, boolean byPosition) {
    String output = formula.output("distill/answer", reals, dims);
    List<Dim> open = new ArrayList<>();
    for (int axis = 0; axis < dims.size(); axis++) {
      boolean known = axis > 0 && dims.get(axis) instanceof Dim.Known;
      open.add(known ? dims.get(axis) : new Dim.Symbolic(axis == 0 ? "n" : output + "_" + axis));
    }
    String input = student.input("distill/teacher", DType.FLOAT, open);
    answers.put(input, new Answer(output, dims, byPosition));
    return input;
  }

  /**
   * Gets ready to answer.
   *
   * @throws EngineException INVALID_MANIFEST if it cannot be given what the student is given
   */
  void compile(Model student) {
    matchInputs(student);
    Graph graph = formula.model().graph();
    Set<String> wanted =
        new LinkedHashSet<>(answers.values().stream().map(Answer::output).toList());
    List<Value> outputs =
        graph.outputs().stream().filter(output -> wanted.contains(output.name())).toList();
    Graph asked =
        new Graph(
            graph.name(),
            graph.nodes(),
            graph.inputs(),
            outputs,
            graph.initializers(),
            graph.sparseInitializers(),
            graph.valueInfo(),
            graph.residue());
    executor = Executor.compile(new RemoveDeadNodes().apply(model.withGraph(asked)).model());
  }

  private void matchInputs(Model student) {
    List<Value> given = student.graph().requiredInputs();
    List<Value> own = model.graph().requiredInputs();
    for (int i = 0; i < own.size(); i++) {
      Value input = own.get(i);
      Optional<Value> sameName =
          given.stream().filter(other -> other.name().equals(input.name())).findFirst();
      Optional<Value> match =
          sameName.isPresent() || given.size() != own.size() ? sameName : Optional.of(given.get(i));
      if (match.isEmpty() || !fits(input, match.get())) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "%s: the teacher takes %s, the student %s; both are given the same"
                .formatted(field, described(own), described(given)));
      }
      inputs.put(input.name(), match.get().name());
    }
  }

  private static boolean fits(Value a, Value b) {
    if (!(a.type() instanceof TensorType own) || !(b.type() instanceof TensorType other)) {
      return false;
    }
    return own.elementType() == other.elementType()
        && (own.shape().isEmpty()
            || other.shape().isEmpty()
            || Dimensions.agree(own.shape().get(), other.shape().get()));
  }

  private static String described(List<Value> values) {
    return String.join(
        ", ",
        values.stream().map(value -> "'%s' %s".formatted(value.name(), value.type())).toList());
  }

  /** Returns the student's inputs whose second extent may be another for each batch. */
  Set<String> padded() {
    return model.graph().requiredInputs().stream()
        .filter(input ->
            input.type() instanceof TensorType type
                && type.shape().isPresent()
                && type.shape().get().size() > 1
                && !(type.shape().get().get(1) instanceof Dim.Known))
        .map(input -> Objects.requireNonNull(inputs.get(input.name())))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether what it says of a sample, padding aside, does not depend on the rest of the batch. */
  boolean answersSingly() {
    boolean open =
        model.graph().requiredInputs().stream()
            .map(Value::type)
            .filter(TensorType.class::isInstance)
            .map(type -> ((TensorType) type).shape().orElse(List.of()))
            .allMatch(dims -> dims.isEmpty() || !(dims.getFirst() instanceof Dim.Known));
    return open
        && answers.values().stream().allMatch(answer -> answer.isSingle() || answer.isPadded());
  }

  /** Returns the student's inputs for what is said of positions, as many as the sample has. */
  Set<String> byPosition() {
    return answers.entrySet().stream()
        .filter(answer -> !answer.getValue().isSingle())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Answers: tensors by the student's inputs. */
  SequencedMap<String, Tensor> answer(Map<String, Tensor> batch) {
    Map<String, Tensor> given = new LinkedHashMap<>();
    inputs.forEach((own, students) -> given.put(own, required(batch, students)));
    SequencedMap<String, Tensor> found = Objects.requireNonNull(executor, "compile").run(given);
    SequencedMap<String, Tensor> answered = new LinkedHashMap<>();
    answers.forEach((input, answer) -> answered.put(input, required(found, answer.output())));
    return answered;
  }

  private static Tensor required(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  @Override
  public void close() {
    Executor open = executor;
    executor = null;
    if (open != null) {
      open.close();
    }
  }
}
