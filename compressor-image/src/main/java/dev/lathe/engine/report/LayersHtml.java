package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunReport.Kept;
import dev.lathe.engine.wording.Count;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was done to each layer: its size, its error, and what was left alone. */
final class LayersHtml {
  private LayersHtml() {}

  static String of(RunReport.Compression compression) {
    return """
    <section><h2>Layers</h2>
    <p class="lead">%s</p>
    %s%s%s%s
    </section>\
    """
        .formatted(
            "%,d %s changed, %,d %s."
                .formatted(
                    compression.layers().size(),
                    Count.form(compression.layers().size(), "layer was", "layers were"),
                    compression.kept().size(),
                    Count.form(
                        compression.kept().size(), "was left as it is", "were left as they are")),
            notes(compression.notes()),
            LayerSizesHtml.of(compression),
            LayerErrorsHtml.of(compression.layers()),
            kept(compression.kept()));
  }

  private static String notes(List<String> notes) {
    return notes.isEmpty()
        ? ""
        : "<ul class=\"plain\">\n"
            + Html.joined(
                notes.stream()
                    .map(note -> "<li>%s</li>".formatted(Html.escape(Sentences.capitalized(note)))))
            + "\n</ul>";
  }

  private static String kept(List<Kept> kept) {
    if (kept.isEmpty()) {
      return "";
    }
    TreeMap<String, List<Kept>> byReason =
        kept.stream()
            .collect(Collectors.groupingBy(Kept::reason, TreeMap::new, Collectors.toList()));
    String rows =
        Html.joined(
            byReason.entrySet().stream()
                .sorted(
                    Comparator.comparingInt(
                            (Map.Entry<String, List<Kept>> entry) -> entry.getValue().size())
                        .reversed())
                .map(entry -> keptRow(entry.getKey(), entry.getValue())));
    return """
    <h3>What stayed as it was, and why</h3>
    <div class="scroll"><table><thead><tr><th scope="col">Why</th><th scope="col" class="num">Nodes</th><th scope="col">Which</th></tr></thead>
    <tbody>
    %s
    </tbody></table></div>\
    """
        .formatted(rows);
  }

  private static String keptRow(String reason, List<Kept> nodes) {
    String names =
        nodes.stream().limit(3).map(Kept::name).collect(Collectors.joining(", "))
            + (nodes.size() > 3 ? " and %,d more".formatted(nodes.size() - 3) : "");
    return "<tr><td>%s</td><td class=\"num\">%,d</td><td class=\"mono break muted\">%s</td></tr>"
        .formatted(Html.escape(reason), nodes.size(), Html.escape(names));
  }
}
