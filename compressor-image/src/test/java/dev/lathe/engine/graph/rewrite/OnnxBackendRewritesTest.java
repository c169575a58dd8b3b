package dev.lathe.engine.graph.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.shape.BackendCase;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.OrtConstantEvaluator;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Rewrites of the ONNX project's test of every operator change no number. */
class OnnxBackendRewritesTest {
  /** An attention mask is packed in another way when it is constant: the last bit may differ. */
  private static final SameNumbers CLOSE = new SameNumbers(1e-6);

  private static Map<String, Tensor> run(Model model, Map<String, Tensor> inputs) {
    try (Session session = Session.open(OnnxWriter.toBytes(model), SessionOptions.asWritten(1))) {
      return session.run(inputs);
    }
  }

  /** Returns the outputs, or empty if the runtime does not know the operator or its types. */
  private static Optional<Map<String, Tensor>> runIfPossible(BackendCase test) {
    try {
      return Optional.of(run(test.model(), test.inputs()));
    } catch (EngineException e) {
      return Optional.empty();
    }
  }

  /** Returns how many of the cases could be compared. */
  private static int compare(Predicate<BackendCase> which, UnaryOperator<Model> rewrite)
      throws IOException {
    List<BackendCase> cases = BackendCase.from(Prepare.OLDEST_OPSET);
    int compared = 0;
    for (BackendCase test : cases) {
      Optional<Map<String, Tensor>> before =
          which.test(test) ? runIfPossible(test) : Optional.empty();
      if (before.isPresent()) {
        Map<String, Tensor> after = run(rewrite.apply(test.model()), test.inputs());
        assertThat(after.keySet()).as(test.name()).isEqualTo(before.get().keySet());
        try {
          CLOSE.compare(before.get(), after);
        } catch (AssertionError e) {
          throw new AssertionError("in " + test.name(), e);
        }
        compared++;
      }
    }
    return compared;
  }

  @Test
  void aNewerOperatorSetMeansTheSame() throws IOException {
    int compared =
        compare(
            test -> test.model().opset() < UpgradeOpset.NEWEST,
            model -> {
              Rewrite.Outcome outcome = new UpgradeOpset(UpgradeOpset.NEWEST).apply(model);
              assertThat(outcome.refusals()).isEmpty();
              return outcome.model();
            });

    assertThat(compared).isGreaterThan(1_000);
  }

  @Test
  void aPreparedModelMeansTheSame() throws IOException {
    int compared =
        compare(
            test -> !test.name().contains("training_dropout"),
            model -> Prepare.prepare(model, new OrtConstantEvaluator()).model());

    assertThat(compared).isGreaterThan(1_300);
  }
}
