package dev.lathe.engine.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
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
    inputs = Interface.inputs(session.getInputInfo());
    outputs = Interface.outputs(session.getOutputInfo());
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
        (environment, runtime) -> environment.createSession(model.toString(), runtime));
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
          (environment, runtime) -> environment.createSession(bytes, runtime));
    }
  }

  /**
   * Saves a model file as the runtime rewrites it before it runs it.
   *
   * @param optimized the file to write
   * @param beside whether weights larger than a kibibyte go into a file beside it
   * @throws EngineException as {@link #open(Path, SessionOptions)}
   */
  static void saveOptimized(Path model, Path optimized, SessionOptions options, boolean beside) {
    requireReadable(model);
    OrtEnvironment environment = OrtLibrary.environment();
    SessionOptions saving =
        beside
            ? options.with(
                "session.optimized_model_external_initializers_file_name",
                optimized.getFileName() + ".data")
            : options;
    try (OrtSession.SessionOptions runtime = OrtOptions.of(saving)) {
      runtime.setOptimizedModelFilePath(optimized.toString());
      environment.createSession(model.toString(), runtime).close();
    } catch (OrtException e) {
      throw OrtFailure.loading("model " + model.getFileName(), e);
    }
  }

  /**
   * Loads a model that need not be a file.
   *
   * @throws EngineException as {@link #open(Path, SessionOptions)}; DISK_FULL if the temporary
   *     folder cannot take the model
   */
  public static Session open(Model model, SessionOptions options) {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path file = folder.resolve("model.onnx");
      OnnxWriter.write(model, file);
      return open(
          "the model",
          options,
          (environment, runtime) -> environment.createSession(file.toString(), runtime));
    }
  }

  /**
   * Loads a model from its serialised form, which need not be kept afterwards.
   *
   * @throws EngineException as {@link #open(Path, SessionOptions)}
   */
  public static Session open(byte[] model, SessionOptions options) {
    return open(
        "the model", options, (environment, runtime) -> environment.createSession(model, runtime));
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
    try (OrtSession.SessionOptions runtime = OrtOptions.of(options)) {
      OrtSession session = opening.open(environment, runtime);
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
}
