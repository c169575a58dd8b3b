package dev.lathe.engine.execute;

import ai.djl.ndarray.NDArray;
import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.emit.Program;
import dev.lathe.engine.execute.emit.Request;
import dev.lathe.engine.execute.operator.Operators;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A model compiled to be trained: a step, forward, backward and update, is one native call. The
 * loss is part of the model's graph. Whoever compiles one closes it; not for use by several threads
 * at once.
 *
 * <p>Same model, inputs, rates and thread count give the same weights, bit for bit.
 */
public final class TrainingModule implements AutoCloseable {
  private final Training training;
  private final Program program;
  private final CompiledModule module;
  private final SequencedMap<String, DType> state = new LinkedHashMap<>();
  private final SequencedMap<String, Tensor> first = new LinkedHashMap<>();

  private TrainingModule(Graph graph, Training training, Program program, Placement placement) {
    this.training = training;
    this.program = program;
    TrainingBuffers buffers = new TrainingBuffers(program, training);
    module =
        CompiledModule.load(
            program.withTensors(buffers.extra()),
            TrainingMethods.lines(program, training, buffers),
            placement);
    buffers.state().forEach((what, cell) -> state.put(what, cell.type()));
    training.moving().forEach(name -> first.put(name, graph.initializer(name).orElseThrow()));
    begin();
  }

  /** Makes what the update remembers, with gradients allowed: else none could flow by it later. */
  private void begin() {
    module.call("begin", List.of(), true, (i, array) -> i);
  }

  /**
   * What a step tells.
   *
   * @param loss of its batch, before the weights moved
   * @param gradientNorm of all gradients together before they were cut; 0 if they are never cut
   */
  public record Step(double loss, double gradientNorm) {}

  /**
   * Compiles a model.
   *
   * @param model whose loss is an output
   * @throws dev.lathe.engine.failure.EngineException as {@link Executor#compile(Model)};
   *     INVALID_MODEL if there is no such loss, or no such initializer in floating point
   */
  public static TrainingModule compile(Model model, Training training) {
    return compile(model, training, Placement.anywhere());
  }

  /** Compiles a model for a device and a number of threads, as {@link #compile} does. */
  public static TrainingModule compile(Model model, Training training, Placement placement) {
    training.requireFits(model.graph());
    List<String> extra = new ArrayList<>(training.carried().values());
    extra.add(training.loss());
    Request request =
        new Request(
            extra,
            new LinkedHashSet<>(training.trained()),
            new LinkedHashSet<>(training.moving()),
            switch (placement.precision()) {
              case FLOAT32 -> TorchType.FLOAT;
              case BFLOAT16 -> TorchType.BFLOAT16;
            });
    return new TrainingModule(
        model.graph(), training, Program.of(model, Operators.table(), request), placement);
  }

  /**
   * Takes a step.
   *
   * <p>If the loss is not a finite number, nothing moves.
   *
   * @param given a tensor for each input of the model
   * @param rate the learning rate
   */
  public Step step(Map<String, Tensor> given, double rate) {
    return step("step", given, rate);
  }

  /**
   * Adds the gradients of a batch to those of earlier ones; nothing if its loss is not a finite
   * number.
   *
   * @param share what they are multiplied by, so that the shares of a step add up to 1
   * @throws IllegalStateException if the training does not accumulate
   */
  public Step accumulate(Map<String, Tensor> given, double share) {
    requireAccumulating();
    return step("accumulate", given, share);
  }

  /** Takes a step along the accumulated gradients and forgets them. */
  public Step apply(double rate) {
    requireAccumulating();
    return read(module.call("apply", List.of(scalar(rate)), true, TrainingModule::number));
  }

  private void requireAccumulating() {
    if (!training.accumulates()) {
      throw new IllegalStateException("the training was not compiled to accumulate gradients");
    }
  }

  private Step step(String method, Map<String, Tensor> given, double number) {
    List<Tensor> arguments = new ArrayList<>(Executor.arguments(program, given));
    arguments.add(scalar(number));
    return read(module.call(method, arguments, true, TrainingModule::number));
  }

  /** What comes behind loss and norm is there for PyTorch not to leave the update out. */
  private static double number(int index, NDArray array) {
    if (index > 1) {
      return 0;
    }
    MemorySegment bytes = MemorySegment.ofBuffer(array.toByteBuffer());
    return bytes.byteSize() == 8
        ? bytes.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0)
        : bytes.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
  }

  private static Step read(List<Double> numbers) {
    return new Step(numbers.get(0), numbers.get(1));
  }

  private static Tensor scalar(double value) {
    MemorySegment data = MemorySegment.ofArray(new byte[8]);
    data.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, value);
    return Tensor.of(DType.DOUBLE, Shape.scalar(), data);
  }

  /** Runs the model forward with the weights as they stand, and returns all its outputs. */
  public SequencedMap<String, Tensor> run(Map<String, Tensor> given) {
    return run(given, program.outputs().keySet());
  }

  /**
   * Returns the gradients of the loss by the names of the trained initializers; none for those it
   * does not depend on. Nothing moves.
   */
  public SequencedMap<String, Tensor> gradients(Map<String, Tensor> given) {
    SequencedMap<String, DType> types = new LinkedHashMap<>();
    training.trained().forEach(name -> types.put(name, Objects.requireNonNull(state.get(name))));
    types.put("", DType.INT64);
    SequencedMap<String, Tensor> found =
        module.read("gradients", Executor.arguments(program, given), types, types.keySet());
    found.keySet().retainAll(reached(Objects.requireNonNull(found.remove(""))));
    return found;
  }

  /** Returns the trained initializers that the loss depends on. Nothing moves. */
  public Set<String> reached(Map<String, Tensor> given) {
    List<Tensor> flags =
        module.call(
            "reached",
            Executor.arguments(program, given),
            true,
            (i, array) -> Wire.receive(DType.INT64, array));
    return reached(flags.getFirst());
  }

  private Set<String> reached(Tensor flags) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < training.trained().size(); i++) {
      if (flags.longAt(i) != 0) {
        names.add(training.trained().get(i));
      }
    }
    return names;
  }

  /**
   * Runs the model forward with the weights as they stand.
   *
   * @param wanted outputs of the model
   */
  public SequencedMap<String, Tensor> run(Map<String, Tensor> given, Collection<String> wanted) {
    return module.read("forward", Executor.arguments(program, given), program.outputs(), wanted);
  }

  /**
   * Returns all that steps change: weights by the names of their initializers, and what the update
   * remembers of them.
   */
  public SequencedMap<String, Tensor> state() {
    return module.read("state", List.of(), state, state.keySet());
  }

  /**
   * Shows what {@link #state} returns, one after the other and without a copy: a tensor may not be
   * looked at once its taker is done.
   */
  public void forEachOfState(BiConsumer<String, Tensor> taker) {
    List<String> names = List.copyOf(state.keySet());
    List<DType> types = List.copyOf(state.values());
    module.call(
        "state",
        List.of(),
        false,
        (i, array) -> {
          taker.accept(names.get(i), Wire.show(types.get(i), array));
          return i;
        });
  }

  /** Shows the initializers that steps change as {@link #forEachOfState} does. */
  public void forEachOfWeights(BiConsumer<String, Tensor> taker) {
    Set<String> weights = first.keySet();
    forEachOfState((what, tensor) -> {
      if (weights.contains(what)) {
        taker.accept(what, tensor);
      }
    });
  }

  /** Returns the initializers that steps change, as they stand. */
  public SequencedMap<String, Tensor> weights() {
    return module.read("state", List.of(), state, training.moving());
  }

  /**
   * Exchanges what moves with its averages: called twice, all is as before.
   *
   * @throws IllegalStateException if the training does not average
   */
  public void swapAverages() {
    if (training.motion().averaging().isEmpty()) {
      throw new IllegalStateException("the training was not compiled to average weights");
    }
    module.call("swap", List.of(), false, (i, array) -> i);
  }

  /**
   * Goes back to a state.
   *
   * @throws IllegalArgumentException if it is that of another training
   */
  public void restore(Map<String, Tensor> other) {
    restore(other::forEach);
  }

  /**
   * Goes back to a state that is told tensor by tensor, none of which is kept.
   *
   * @throws IllegalArgumentException if it is that of another training; it may be half restored
   */
  public void restore(Consumer<BiConsumer<String, Tensor>> other) {
    List<String> places = List.copyOf(state.keySet());
    Set<String> told = new LinkedHashSet<>();
    other.accept((what, tensor) -> {
      if (state.containsKey(what) && told.add(what)) {
        place(places.indexOf(what), tensor);
      } else {
        throw mismatch(List.of(what));
      }
    });
    if (told.size() != places.size()) {
      throw mismatch(told);
    }
  }

  private void place(int index, Tensor value) {
    module.call("restore", List.of(scalar(index), value), false, (i, array) -> i);
  }

  private IllegalArgumentException mismatch(Collection<String> found) {
    return new IllegalArgumentException(
        "a state of %s expected, found one of %s".formatted(state.keySet(), found));
  }

  /** Goes back to the state before the first step. */
  public void reset() {
    List<String> places = List.copyOf(state.keySet());
    first.forEach((name, tensor) -> place(places.indexOf(name), tensor));
    begin();
  }

  /** Returns a model with the weights as they stand: the same graph, other initializers. */
  public Model export(Model model) {
    GraphEditor editor = model.graph().edit();
    weights().forEach(editor::initializer);
    return model.withGraph(editor.toGraph());
  }

  /** Starts the generator that dropout and the like draw from. */
  public static void seed(long seed) {
    Torch.seed(seed);
  }

  @Override
  public void close() {
    module.close();
  }
}
