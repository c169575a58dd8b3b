package dev.lathe.engine.runtime;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.rewrite.ConstantEvaluator;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Computes constants as ONNX Runtime would during a run: node by node, on one thread. What the
 * runtime cannot load or pass is not computed.
 */
public final class OrtConstantEvaluator implements ConstantEvaluator {
  @Override
  public Optional<SequencedMap<String, Tensor>> run(Model model, Map<String, Tensor> inputs) {
    try (Session session = Session.open(OnnxWriter.toBytes(model), SessionOptions.asWritten(1))) {
      return Optional.of(session.run(inputs));
    } catch (EngineException e) {
      if (e.reason() == Reason.OUT_OF_MEMORY) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
