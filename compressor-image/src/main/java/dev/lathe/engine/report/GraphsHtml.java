package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.runtime.OptimizedGraph;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** What the runtime makes of both models before it runs them. */
final class GraphsHtml {
  private GraphsHtml() {}

  /** Returns the section; empty if the runtime cannot load the models. */
  static String of(RunReport report) {
    return report
        .evaluation()
        .graphs()
        .map(graphs -> section(report, graphs.original(), graphs.candidate()))
        .orElse("");
  }

  private static String section(
      RunReport report, OptimizedGraph original, OptimizedGraph compressed) {
    return """
    <section><h2>In the runtime</h2>
    <p class="lead">What %s makes of the models before it runs them, counted in nodes.</p>
    <div class="scroll"><table>
    <thead><tr><th scope="col">Nodes that</th><th scope="col" class="num">Original</th><th scope="col" class="num">Compressed</th></tr></thead>
    <tbody>
    %s%s%s%s%s%s</tbody></table></div>
    <details><summary>All operators</summary><div class="scroll"><table>
    <thead><tr><th scope="col">Operator</th><th scope="col" class="num">Original</th><th scope="col" class="num">Compressed</th></tr></thead>
    <tbody>
    %s
    </tbody></table></div></details>
    </section>\
    """
        .formatted(
            Html.escape(report.evaluation().environment().runtime()),
            row("multiply integers", original, compressed, OptimizedGraph::integerNodes),
            row(
                "multiply floating-point numbers",
                original,
                compressed,
                OptimizedGraph::floatNodes),
            row("are depthwise convolutions", original, compressed, OptimizedGraph::depthwiseNodes),
            row(
                "convert at an input or output",
                original,
                compressed,
                graph -> graph.conversions().edge()),
            row(
                "turn stored weights into floating point",
                original,
                compressed,
                graph -> graph.conversions().weights()),
            row(
                "convert elsewhere between integers and floating point",
                original,
                compressed,
                graph -> graph.conversions().inner()),
            operators(original, compressed));
  }

  private static String row(
      String what,
      OptimizedGraph original,
      OptimizedGraph compressed,
      ToIntFunction<OptimizedGraph> count) {
    return counts(what, count.applyAsInt(original), count.applyAsInt(compressed)) + "\n";
  }

  private static String operators(OptimizedGraph original, OptimizedGraph compressed) {
    Set<String> names = new TreeSet<>(original.operators().keySet());
    names.addAll(compressed.operators().keySet());
    return Html.joined(
        names.stream()
            .map(name -> counts(Html.escape(name), original.count(name), compressed.count(name))));
  }

  private static String counts(String what, int original, int compressed) {
    return "<tr><td>%s</td><td class=\"num%s\">%,d</td><td class=\"num%s\">%,d</td></tr>"
        .formatted(
            what,
            original == 0 ? " zero" : "",
            original,
            compressed == 0 ? " zero" : "",
            compressed);
  }
}
