package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import java.util.List;
import java.util.SequencedMap;

/**
 * Puts what functions of the model are made of in the place of their calls, those in bodies of
 * control flow and in other functions too. Functions that nothing calls any more are gone.
 *
 * <p>Before: {@code x → local.Block → y}, with {@code Block(a) = Relu(MatMul(a, w))}. After: {@code
 * x → MatMul → Relu → y}. Inner values and nodes are named behind the node that called, as in
 * {@code block_1/h}.
 *
 * <p>All functions are replaced, also those that a runtime may know a kernel for. A call stays
 * where operators of its function are of a version that cannot be brought together with that of the
 * model, as {@link FunctionImports} tells.
 *
 * <p>Source: the ONNX IR specification, section "Functions"
 * (https://github.com/onnx/onnx/blob/main/docs/IR.md#functions).
 */
public final class InlineFunctions implements Rewrite {
  /**
   * @throws dev.lathe.engine.failure.EngineException INVALID_MODEL if a function is not valid, not
   *     called as it is declared, or calls itself; UNSUPPORTED_MODEL if they are too deep or large
   */
  @Override
  public Outcome apply(Model model) {
    if (model.functions().isEmpty()) {
      return new Outcome(model, 0, List.of());
    }
    Tally tally = new Tally();
    FunctionImports imports = FunctionImports.of(model);
    Graph graph = new Inlining(imports, tally).inlined(imports.model().graph());
    Model inlined = tally.changes() == 0 ? model : imports.model().withGraph(graph);
    SequencedMap<Function.Id, Function> called = CalledFunctions.of(inlined);
    tally.changes(model.functions().size() - called.size());
    Outcome outcome = tally.outcome(model, graph);
    return new Outcome(
        outcome.changes() == 0 ? model : inlined.withFunctions(called),
        outcome.changes(),
        outcome.refusals());
  }
}
