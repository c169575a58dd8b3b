package dev.lathe.engine.execute;

import ai.djl.ndarray.NDArray;
import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.emit.Program;
import dev.lathe.engine.execute.emit.Request;
import dev.lathe.engine.execute.operator.Operators;
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
import java.util.function.BiConsumer;

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

  private TrainingModule(Training training, Program program, Placement placement) {
    this.training = training;
    this.program = program;
    TrainingBuffers buffers = new TrainingBuffers(program, training);
    module =
        CompiledModule.load(
            program.withTensors(buffers.extra()),
            TrainingMethods.lines(program, training, buffers),
            placement);
    buffers
        .state()
        .forEach((what, stored) -> {
          DType type = stored.type() == TorchType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
          first.put(what, Tensor.of(type, stored.shape(), stored.data()));
          state.put(what, type);
        });
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
    return new TrainingModule(training, Program.of(model, Operators.table(), request), placement);
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
    long[] reached = Objects.requireNonNull(found.remove("")).toLongs();
    for (int i = 0; i < reached.length; i++) {
      if (reached[i] == 0) {
        found.remove(training.trained().get(i));
      }
    }
    return found;
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

  /** Hands on what {@link #state} returns, one after the other, so that it is not all in memory. */
  public void forEachOfState(BiConsumer<String, Tensor> taker) {
    List<String> names = List.copyOf(state.keySet());
    List<DType> types = List.copyOf(state.values());
    module.call(
        "state",
        List.of(),
        false,
        (i, array) -> {
          taker.accept(names.get(i), Wire.receive(types.get(i), array));
          return i;
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
    if (!other.keySet().equals(state.keySet())) {
      throw new IllegalArgumentException(
          "a state of %s expected, found one of %s".formatted(state.keySet(), other.keySet()));
    }
    List<Tensor> values = new ArrayList<>();
    state.keySet().forEach(what -> values.add(Objects.requireNonNull(other.get(what))));
    module.callWithList("restore", values);
  }

  /** Goes back to the state before the first step. */
  public void reset() {
    restore(first);
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
