package dev.lathe.engine.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A model loaded into ONNX Runtime, ready to run. Not for use by several threads at once; whoever
 * opens one closes it.
 */
public final class Session implements AutoCloseable {
  /** Where external data lies if the model is not loaded by its path. */
  private static final String DATA_FOLDER = "session.model_external_initializers_file_folder_path";

  private final OrtSession session;
  private final String model;
  private final SequencedMap<String, TensorType> inputs;
  private final SequencedMap<String, TensorType> outputs;

  private Session(OrtSession session, String model) throws OrtException {
    this.session = session;
    this.model = model;
    inputs = types("input", session.getInputInfo());
    outputs = types("output", session.getOutputInfo());
    inputs.forEach((name, type) -> requireUsable("input", name, type.elementType()));
    outputs.forEach((name, type) -> requireUsable("output", name, type.elementType()));
  }

  /**
   * Loads a model file; external data is read from beside it.
   *
   * @throws EngineException if it does not exist, the runtime cannot load it, or an input or output
   *     is of a type that cannot be passed
   */
  public static Session open(Path model, SessionOptions options) {
    requireReadable(model);
    return open(
        "model " + model.getFileName(),
        options,
        (environment, native_) -> environment.createSession(model.toString(), native_));
  }

  /**
   * Loads a model file whose intermediate values {@code names} become outputs, behind its own and
   * in the order given. The file is left as it is.
   *
   * @param names values that some node writes and that are no outputs yet
   * @throws EngineException as {@link #open(Path, SessionOptions)}; also if there is no such value
   */
  public static Session openWithOutputs(
      Path model, Collection<String> names, SessionOptions options) {
    requireReadable(model);
    Path folder = model.toAbsolutePath().normalize().getParent();
    SessionOptions beside = folder == null ? options : options.with(DATA_FOLDER, folder.toString());
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer bytes = ExtraOutputs.read(model, names, arena);
      return open(
          "model " + model.getFileName(),
          beside,
          (environment, native_) -> environment.createSession(bytes, native_));
    }
  }

  /**
   * Saves a model file as the runtime rewrites it before it runs it, with its weights beside it
   * where they are larger than a kibibyte.
   *
   * @param optimized the file to write; its folder takes the weights too
   * @throws EngineException as {@link #open(Path, SessionOptions)}
   */
  static void saveOptimized(Path model, Path optimized, SessionOptions options) {
    requireReadable(model);
    OrtEnvironment environment = OrtLibrary.environment();
    SessionOptions external =
        options.with(
            "session.optimized_model_external_initializers_file_name",
            optimized.getFileName() + ".data");
    try (OrtSession.SessionOptions native_ = toNative(external)) {
      native_.setOptimizedModelFilePath(optimized.toString());
      environment.createSession(model.toString(), native_).close();
    } catch (OrtException e) {
      throw OrtFailure.loading("model " + model.getFileName(), e);
    }
  }

  /**
   * Loads a model from its serialised form, which need not be kept afterwards.
   *
   * @throws EngineException as {@link #open(Path, SessionOptions)}
   */
  public static Session open(byte[] model, SessionOptions options) {
    return open(
        "the model", options, (environment, native_) -> environment.createSession(model, native_));
  }

  /** Returns the types of the inputs a run needs, in the model's order. */
  public SequencedMap<String, TensorType> inputs() {
    return inputs;
  }

  /** Returns the types of the outputs, in the model's order. */
  public SequencedMap<String, TensorType> outputs() {
    return outputs;
  }

  /**
   * Runs the model once and copies all its outputs.
   *
   * @param given one tensor for each of {@link #inputs()}, and no other
   * @return the outputs by name, in the model's order
   * @throws EngineException if an input is missing, unknown, or of another type, rank or extent
   *     than declared, naming it; or if the model does not get through
   */
  public SequencedMap<String, Tensor> run(Map<String, Tensor> given) {
    try (BoundRun bound = bind(given)) {
      return bound.outputs();
    }
  }

  /**
   * Makes the inputs ready for repeated runs, so that only the run itself is timed.
   *
   * @throws EngineException as {@link #run}
   */
  public BoundRun bind(Map<String, Tensor> given) {
    RunInputs.require(inputs, given);
    BoundRun bound = new BoundRun(session, model);
    try {
      for (String name : inputs.keySet()) {
        Tensor tensor = given.get(name);
        if (tensor != null) {
          bound.feed(name, tensor);
        }
      }
      return bound;
    } catch (OrtException e) {
      bound.close();
      throw OrtFailure.running(model, e);
    } catch (RuntimeException e) {
      bound.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw OrtFailure.unexpected(model + " cannot be closed", e);
    }
  }

  private static void requireReadable(Path model) {
    if (!Files.isReadable(model)) {
      throw new EngineException(Reason.NOT_FOUND, "there is no readable model file " + model);
    }
  }

  /** How the native session comes into being. */
  private interface Opening {
    OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  private static Session open(String model, SessionOptions options, Opening opening) {
    OrtEnvironment environment = OrtLibrary.environment();
    try (OrtSession.SessionOptions native_ = toNative(options)) {
      OrtSession session = opening.open(environment, native_);
      try {
        return new Session(session, model);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw OrtFailure.loading(model, e);
    }
  }

  private static OrtSession.SessionOptions toNative(SessionOptions options) throws OrtException {
    OrtSession.SessionOptions native_ = new OrtSession.SessionOptions();
    native_.setIntraOpNumThreads(options.threads());
    native_.setInterOpNumThreads(1);
    native_.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    native_.setOptimizationLevel(options.optimization().level());
    native_.setMemoryPatternOptimization(options.memoryPattern());
    native_.setCPUArenaAllocator(options.arena());
    native_.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    native_.addConfigEntry("session.intra_op.allow_spinning", "0");
    native_.addConfigEntry("session.inter_op.allow_spinning", "0");
    for (Map.Entry<String, String> entry : options.config().entrySet()) {
      native_.addConfigEntry(entry.getKey(), entry.getValue());
    }
    return native_;
  }

  private static SequencedMap<String, TensorType> types(String role, Map<String, NodeInfo> nodes) {
    SequencedMap<String, TensorType> types = new LinkedHashMap<>();
    nodes.forEach((name, node) -> types.put(name, OrtTensors.typeOf(role, node)));
    return Collections.unmodifiableSequencedMap(types);
  }

  private static void requireUsable(String role, String name, DType type) {
    boolean usable = role.equals("input") ? OrtTensors.canBeFed(type) : OrtTensors.canBeRead(type);
    if (!usable) {
      throw OrtTensors.unreadable(role, name, type);
    }
  }
}
