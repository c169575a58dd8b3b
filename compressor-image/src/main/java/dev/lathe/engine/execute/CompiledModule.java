package dev.lathe.engine.execute;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import dev.lathe.engine.execute.archive.Stored;
import dev.lathe.engine.execute.emit.Program;
import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/** A program loaded into PyTorch, whose methods are each one native call. */
final class CompiledModule implements AutoCloseable {
  private final Program program;
  private final Placement placement;
  private final PtNDManager manager;
  private final PtSymbolBlock module;

  private CompiledModule(
      Program program, Placement placement, PtNDManager manager, PtSymbolBlock module) {
    this.program = program;
    this.placement = placement;
    this.manager = manager;
    this.module = module;
  }

  /**
   * Loads a program.
   *
   * @param methods further methods of its class, a line each
   */
  static CompiledModule load(Program program, List<String> methods, Placement placement) {
    PtNDManager manager = Torch.newManager(placement);
    Path file = null;
    try {
      file = Files.createTempFile("lathe", ".pt");
      program.archive(methods).write(file);
      program.tensors().forEach(Stored::leaveMemory);
      return new CompiledModule(program, placement, manager, Torch.load(manager, file));
    } catch (IOException e) {
      manager.close();
      throw new EngineException(
          DiskSpace.isExhausted(e) ? Reason.DISK_FULL : Reason.ENGINE_ERROR,
          "java.io.tmpdir=%s does not take the module: %s"
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    } catch (ai.djl.engine.EngineException e) {
      manager.close();
      throw TorchFailure.loading(program, e);
    } finally {
      delete(file);
    }
  }

  private static void delete(@org.jspecify.annotations.Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  /**
   * Calls a method of the module.
   *
   * @param gradients whether it may take any
   * @param reading turns a result into what is returned, the results being freed afterwards
   * @throws EngineException naming the node that failed
   */
  <T> List<T> call(
      String method,
      List<Tensor> arguments,
      boolean gradients,
      BiFunction<Integer, NDArray, T> reading) {
    Torch.interpretOnThisThread();
    placement.threads().ifPresent(Torch::useThreads);
    try (Arena memory = Arena.ofConfined();
        PtNDManager call = (PtNDManager) manager.newSubManager()) {
      NDArray selector = call.create(0f);
      selector.setName("module_method:" + method);
      NDList list = new NDList(selector);
      for (Tensor tensor : arguments) {
        list.add(Wire.send(call, memory, tensor));
      }
      NDList results = IValueUtils.forward(module, list, gradients);
      List<T> read = new java.util.ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        read.add(reading.apply(i, results.get(i)));
      }
      return read;
    } catch (ai.djl.engine.EngineException e) {
      throw TorchFailure.running(program, e);
    } finally {
      if (gradients) {
        Torch.takeNoGradientsOnThisThread();
      }
    }
  }

  /**
   * Calls a method, with gradients only if it is {@code gradients}, and returns some of its results
   * by name.
   *
   * @param results element types of all results by their names, in order
   */
  SequencedMap<String, Tensor> read(
      String method,
      List<Tensor> arguments,
      SequencedMap<String, DType> results,
      Collection<String> wanted) {
    List<String> names = List.copyOf(results.keySet());
    List<DType> types = List.copyOf(results.values());
    SequencedMap<String, Tensor> read = new LinkedHashMap<>();
    call(
        method,
        arguments,
        method.equals("gradients"),
        (i, array) -> {
          if (wanted.contains(names.get(i))) {
            read.put(names.get(i), Wire.receive(types.get(i), array));
          }
          return i;
        });
    return read;
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
