package dev.lathe.engine.graph.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.runtime.Session;
import dev.lathe.engine.runtime.SessionOptions;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * States what a rewrite does to a model, by four oracles: the structure, the numbers under ONNX
 * Runtime with its optimiser off, the validity of what is written, and the model given, which stays
 * as it was.
 */
final class RewriteAssert {
  private final Rewrite rewrite;

  private RewriteAssert(Rewrite rewrite) {
    this.rewrite = rewrite;
  }

  static RewriteAssert assertThatRewrite(Rewrite rewrite) {
    return new RewriteAssert(rewrite);
  }

  Applied on(Consumer<Sketch> drawing) {
    return on(17, drawing);
  }

  Applied on(long opset, Consumer<Sketch> drawing) {
    return new Applied(rewrite, Sketch.model(opset, drawing), Sketch.model(opset, drawing));
  }

  /** A rewrite applied to a model. */
  static final class Applied {
    private final Rewrite rewrite;
    private final Model model;
    private final Model twin;
    private final Rewrite.Outcome outcome;

    private Applied(Rewrite rewrite, Model model, Model twin) {
      this.rewrite = rewrite;
      this.model = model;
      this.twin = twin;
      outcome = rewrite.apply(model);
    }

    Model model() {
      return outcome.model();
    }

    /** States the operators left, in their order. */
    Applied rewritesTo(String... opTypes) {
      assertThat(outcome.model().graph().nodes()).extracting(Node::opType).containsExactly(opTypes);
      assertThat(outcome.changes()).as("changes").isPositive();
      return this;
    }

    /** States that the rewrite does not apply, though it looks as if, and says why. */
    Applied refusesBecause(String reason) {
      assertThat(outcome.model()).isSameAs(model);
      assertThat(outcome.refusals()).extracting(Rewrite.Refusal::toString).containsExactly(reason);
      return this;
    }

    /** States that there is nothing the rewrite has to do with. */
    Applied doesNotApply() {
      assertThat(outcome.model()).isSameAs(model);
      assertThat(outcome.refusals()).isEmpty();
      return this;
    }

    /** States that both models load and give the same outputs, for small and larger inputs. */
    Applied computesTheSame(double tolerance) {
      new SameNumbers(tolerance)
          .check(OnnxWriter.toBytes(model), OnnxWriter.toBytes(outcome.model()));
      return this;
    }

    /** States that the model survives writing and reading, and loads. */
    Applied isValidOnnx() {
      byte[] bytes = OnnxWriter.toBytes(outcome.model());
      Model read = OnnxReader.read(MemorySegment.ofArray(bytes));
      assertThat(read.graph()).isEqualTo(outcome.model().graph());
      assertThat(OnnxWriter.toBytes(read)).isEqualTo(bytes);
      Session.open(bytes, SessionOptions.asWritten(1)).close();
      return this;
    }

    /** States that applying it once more changes nothing. */
    Applied isAFixpoint() {
      Rewrite.Outcome again = rewrite.apply(outcome.model());
      assertThat(again.changes()).isZero();
      assertThat(again.model()).isSameAs(outcome.model());
      return this;
    }

    Applied leavesTheInputUntouched() {
      assertThat(model).isEqualTo(twin);
      return this;
    }

    /** States all that holds for every rewrite that applies. */
    Applied soundly(double tolerance) {
      return computesTheSame(tolerance).isValidOnnx().isAFixpoint().leavesTheInputUntouched();
    }
  }
}
