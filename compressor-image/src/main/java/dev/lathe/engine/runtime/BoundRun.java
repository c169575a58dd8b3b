package dev.lathe.engine.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A session with its inputs in place, to be run any number of times by the thread that made it. The
 * inputs' storage must outlive it.
 */
public final class BoundRun implements AutoCloseable {
  private final OrtSession session;
  private final String model;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

  @SuppressWarnings("MustBeClosedChecker") // closed with this object
  private final Arena arena = Arena.ofConfined();

  BoundRun(OrtSession session, String model) {
    this.session = session;
    this.model = model;
  }

  void feed(String name, Tensor tensor) throws OrtException {
    inputs.put(name, OrtTensors.feed(OrtLibrary.environment(), name, tensor, arena));
  }

  /** Runs once and copies all outputs, in the model's order. */
  public SequencedMap<String, Tensor> outputs() {
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(inputs)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        outputs.put(output.getKey(), OrtTensors.read(output.getKey(), output.getValue()));
      }
    } catch (OrtException e) {
      throw OrtFailure.running(model, e);
    }
    return Collections.unmodifiableSequencedMap(outputs);
  }

  /** Runs once, discards the outputs, and returns the nanoseconds the run took. */
  public long nanos() {
    long start = System.nanoTime();
    try (OrtSession.Result _ = session.run(inputs)) {
      return System.nanoTime() - start;
    } catch (OrtException e) {
      throw OrtFailure.running(model, e);
    }
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    inputs.clear();
    arena.close();
  }
}
