package dev.lathe.engine.execute;

import dev.lathe.engine.execute.emit.Program;
import dev.lathe.engine.execute.emit.Request;
import dev.lathe.engine.execute.emit.UnsupportedNode;
import dev.lathe.engine.execute.operator.Operators;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Runs a model forward in PyTorch. Whoever compiles one closes it; not for use by several threads
 * at once.
 */
public final class Executor implements AutoCloseable {
  private final Program program;
  private final CompiledModule module;

  private Executor(Program program, Placement placement) {
    this.program = program;
    module = CompiledModule.load(program, List.of(), placement);
  }

  /**
   * Compiles a model.
   *
   * @throws EngineException UNSUPPORTED_MODEL naming each node that cannot be run, before anything
   *     is; INVALID_MODEL if a node is not as its operator wants it
   */
  public static Executor compile(Model model) {
    return compile(model, List.of());
  }

  /**
   * Compiles a model that also gives values in between.
   *
   * @param activations names of values that some node of the outermost graph writes
   * @throws EngineException as {@link #compile(Model)}; also if there is no such value
   */
  public static Executor compile(Model model, List<String> activations) {
    return compile(model, activations, Placement.anywhere());
  }

  /**
   * Compiles a model for a device and a number of threads, as {@link #compile(Model, List)} does.
   */
  public static Executor compile(Model model, List<String> activations, Placement placement) {
    return new Executor(Program.of(model, Operators.table(), Request.of(activations)), placement);
  }

  /** Returns the nodes of a model that cannot be run, in their order; none if it can be. */
  public static List<UnsupportedNode> unsupported(Model model) {
    return Operators.table().unsupported(model.graph(), model.opsets());
  }

  /** Returns the element types of the inputs by their names. */
  public SequencedMap<String, DType> inputs() {
    return program.inputs();
  }

  /** Returns the element types of the outputs, activations behind them, by their names. */
  public SequencedMap<String, DType> outputs() {
    return program.outputs();
  }

  /**
   * Runs the model once.
   *
   * @param given a tensor for each of {@link #inputs()}, of any extents the model can work on
   * @throws EngineException INVALID_DATA if an input is missing or of another type, or the model
   *     does not get through, naming the node
   */
  public SequencedMap<String, Tensor> run(Map<String, Tensor> given) {
    return module.read(
        "forward", arguments(program, given), program.outputs(), program.outputs().keySet());
  }

  /** Returns the inputs in the order of the program's arguments. */
  static List<Tensor> arguments(Program program, Map<String, Tensor> given) {
    List<Tensor> arguments = new ArrayList<>();
    program
        .inputs()
        .forEach((name, type) -> {
          Tensor tensor = given.get(name);
          if (tensor == null || tensor.type() != type) {
            throw new EngineException(
                Reason.INVALID_DATA,
                "input '%s': a tensor of %s expected, found %s"
                    .formatted(name, type, tensor == null ? "none" : tensor));
          }
          arguments.add(tensor);
        });
    return arguments;
  }

  @Override
  public void close() {
    module.close();
  }
}
