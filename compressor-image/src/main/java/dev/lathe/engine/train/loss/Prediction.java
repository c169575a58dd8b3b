package dev.lathe.engine.train.loss;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An output of a model that a loss looks at.
 *
 * @param output its name
 * @param scores the value before the activation that makes probabilities of it; the output itself
 *     if there is none
 * @param activation what makes the output of the scores
 * @param axis of the softmax, counted from 0, or else the last where scores are the outputs of a
 *     product of matrices; empty if the graph does not tell
 * @param type of the output's elements: FLOAT, DOUBLE, FLOAT16 or BFLOAT16
 * @param dims of the output; empty if not even their number is known
 */
public record Prediction(
    String output,
    String scores,
    Activation activation,
    OptionalLong axis,
    DType type,
    Optional<List<Dim>> dims) {

  /** What stands between scores and output. */
  public enum Activation {
    NONE,
    SOFTMAX,
    SIGMOID
  }

  private static final Set<DType> TYPES =
      Set.of(DType.FLOAT, DType.DOUBLE, DType.FLOAT16, DType.BFLOAT16);

  /** What passes numbers on nearly as they are, among it what simulates their quantization. */
  private static final Set<String> TRANSPARENT =
      Set.of("Identity", "Cast", "Dropout", "QuantizeLinear", "DequantizeLinear");

  /**
   * Finds an output.
   *
   * @param name empty: the first output of the model in floating point
   * @param field of the manifest that names the output, for messages
   * @throws EngineException INVALID_MANIFEST if there is no such output, or it holds no numbers in
   *     floating point
   */
  public static Prediction of(Model model, Optional<String> name, String field) {
    List<String> outputs = model.graph().outputs().stream().map(Value::name).toList();
    Types types = new Types(model);
    String output =
        name.orElseGet(() ->
            outputs.stream()
                .filter(one -> real(types, one).isPresent())
                .findFirst()
                .orElseGet(outputs::getFirst));
    if (!outputs.contains(output)) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s: the model has no output '%s', it has %s".formatted(field, output, quoted(outputs)));
    }
    TensorType type =
        real(types, output)
            .orElseThrow(() ->
                new EngineException(
                    Reason.INVALID_MANIFEST,
                    "%s: output '%s' does not hold numbers in floating point, which training takes"
                        .formatted(field, output)));
    return behind(model, types, output, type);
  }

  private static Optional<TensorType> real(Types types, String output) {
    return types.of(output).filter(found -> TYPES.contains(found.elementType()));
  }

  private static Prediction behind(Model model, Types types, String output, TensorType type) {
    GraphIndex index = new GraphIndex(model.graph());
    Optional<Node> node = index.producer(output);
    while (node.isPresent() && TRANSPARENT.contains(node.get().opType())) {
      node = index.producer(node.get().input(0));
    }
    Activation activation = Activation.NONE;
    OptionalLong axis = OptionalLong.empty();
    if (node.isPresent() && (node.get().is("Softmax") || node.get().is("LogSoftmax"))) {
      Optional<Long> found = types.softmaxAxis(node.get());
      activation = found.isPresent() ? Activation.SOFTMAX : Activation.NONE;
      axis = found.map(OptionalLong::of).orElse(OptionalLong.empty());
    } else if (node.isPresent() && node.get().is("Sigmoid")) {
      activation = Activation.SIGMOID;
    }
    String scores = activation == Activation.NONE ? output : node.orElseThrow().input(0);
    if (axis.isEmpty() && comesOfProduct(index, scores)) {
      axis =
          type.shape()
              .filter(dims -> dims.size() > 1)
              .map(dims -> OptionalLong.of(dims.size() - 1))
              .orElse(axis);
    }
    return new Prediction(output, scores, activation, axis, type.elementType(), type.shape());
  }

  /** Whether a product of matrices, with a bias or not, gives a value: its outputs lie last. */
  private static boolean comesOfProduct(GraphIndex index, String value) {
    Optional<Node> node = index.producer(value);
    while (node.isPresent() && TRANSPARENT.contains(node.get().opType())) {
      node = index.producer(node.get().input(0));
    }
    return node.map(it ->
            it.is("MatMul")
                || (it.is("Add") && it.inputs().stream().anyMatch(one -> isProduct(index, one))))
        .orElse(false);
  }

  private static boolean isProduct(GraphIndex index, String value) {
    return index.producer(value).filter(it -> it.is("MatMul")).isPresent();
  }

  /** Returns the number of axes, if it is known. */
  public OptionalLong rank() {
    return dims.map(all -> OptionalLong.of(all.size())).orElse(OptionalLong.empty());
  }

  /** Returns an extent that is the same for all batches. */
  public OptionalLong extent(long of) {
    return dims.filter(all -> of < all.size())
        .map(all -> all.get((int) of))
        .filter(Dim.Known.class::isInstance)
        .map(dim -> OptionalLong.of(((Dim.Known) dim).extent()))
        .orElse(OptionalLong.empty());
  }

  /**
   * Returns the axis the classes lie along: that which the graph tells; else the last if it alone,
   * the first axis aside, has an extent that is always the same, as in what encoders say of each
   * token; else the second, as in PyTorch.
   */
  public long classAxis() {
    if (axis.isPresent()) {
      return axis.getAsLong();
    }
    long last = rank().orElse(2) - 1;
    boolean lastAlone = last > 1 && extent(last).isPresent();
    for (long other = 1; other < last; other++) {
      lastAlone &= extent(other).isEmpty();
    }
    return lastAlone ? last : 1;
  }

  /** Returns the number of classes, if it is the same for all batches. */
  public OptionalLong classes() {
    return extent(classAxis());
  }

  /** Writes the scores as reals. */
  public String scores(Formula formula) {
    return formula.real(scores, type);
  }

  /** Writes the output as reals. */
  public String values(Formula formula) {
    return formula.real(output, type);
  }

  /** Writes the scores as reals with the classes along the last axis. */
  public String scoresOfClasses(Formula formula) {
    return classesLast(formula, scores(formula));
  }

  /** Moves the axis of the classes to the end. */
  public String classesLast(Formula formula, String x) {
    long rank = rank().orElse(2);
    long classes = classAxis();
    if (classes == rank - 1) {
      return x;
    }
    long[] order = new long[(int) rank];
    int at = 0;
    for (long i = 0; i < rank; i++) {
      if (i != classes) {
        order[at++] = i;
      }
    }
    order[at] = classes;
    return formula.transpose(x, order);
  }

  /** Returns names as a message lists them. */
  static String quoted(Collection<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return "output '%s' of %s".formatted(output, dims.map(List::toString).orElse("unknown rank"));
  }
}
