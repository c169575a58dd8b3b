package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Finds the functions of a model that are called, by its graph or by one another. */
final class CalledFunctions {
  private CalledFunctions() {}

  /** Returns those of a model that its graph needs, in the order of the file. */
  static SequencedMap<Function.Id, Function> of(Model model) {
    SequencedMap<Function.Id, Function> uncalled = new LinkedHashMap<>(model.functions());
    Deque<List<Node>> open = new ArrayDeque<>(List.of(model.graph().nodes()));
    while (!open.isEmpty()) {
      for (Node node : open.pop()) {
        node.bodies().stream().map(Graph::nodes).forEach(open::push);
        Function called = uncalled.remove(Function.Id.calledBy(node));
        if (called != null) {
          open.push(called.body().nodes());
        }
      }
    }
    SequencedMap<Function.Id, Function> called = new LinkedHashMap<>(model.functions());
    called.keySet().removeAll(uncalled.keySet());
    return called;
  }
}
