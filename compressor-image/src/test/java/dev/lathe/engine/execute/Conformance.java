package dev.lathe.engine.execute;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.shape.BackendCase;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Runs the ONNX project's tests of operators through the executor. */
final class Conformance {
  private Conformance() {}

  /** How a test went. */
  sealed interface Outcome {
    record Passed() implements Outcome {}

    record Failed(String why) implements Outcome {}

    record Unsupported(String why) implements Outcome {}
  }

  static Outcome run(Path folder) {
    Optional<BackendCase> test = BackendCase.read(folder);
    if (test.isEmpty()) {
      return new Outcome.Unsupported("a value that is no tensor");
    }
    return run(test.get());
  }

  private static Outcome run(BackendCase test) {
    try (Executor executor = Executor.compile(test.model())) {
      Map<String, Tensor> found = executor.run(test.inputs());
      Map<String, String> wrong = new LinkedHashMap<>();
      test.outputs()
          .forEach((name, expected) ->
              SameTensor.difference(expected, found.get(name))
                  .ifPresent(why -> wrong.put(name, why)));
      return wrong.isEmpty() ? new Outcome.Passed() : new Outcome.Failed(wrong.toString());
    } catch (EngineException e) {
      return e.reason() == Reason.UNSUPPORTED_MODEL
          ? new Outcome.Unsupported(e.getMessage())
          : new Outcome.Failed(e.getMessage());
    } catch (RuntimeException e) {
      return new Outcome.Failed(e.toString());
    }
  }
}
