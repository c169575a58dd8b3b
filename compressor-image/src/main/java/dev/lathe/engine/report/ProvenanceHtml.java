package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.runtime.Processor;
import dev.lathe.engine.runtime.RuntimeFacts;
import dev.lathe.engine.wording.Count;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the result is made of, and where it was measured. */
final class ProvenanceHtml {
  private ProvenanceHtml() {}

  static String of(RunReport report) {
    RunReport.Provenance provenance = report.provenance();
    RuntimeFacts facts = report.evaluation().environment();
    Processor processor = facts.processor();
    return """
    <section><h2>Provenance</h2>
    <p class="lead">The same inputs, recipe, seed and version of Lathe give the same bytes again.</p>
    <dl class="facts">
    %s
    %s
    %s
    %s
    %s
    %s
    </dl>
    <h3>Measured on</h3>
    <dl class="facts">
    %s
    %s
    %s
    </dl>
    <details><summary>The manifest</summary><pre>%s</pre></details>
    </section>\
    """
        .formatted(
            fact("Original", origin(provenance.model())),
            Html.joined(provenance.data().stream().map(ProvenanceHtml::data)),
            fact("Recipe", "<code>" + Html.escape(report.job().recipe()) + "</code>"),
            fact("Made for", Html.escape(provenance.making().target())),
            fact(
                "Seed, version",
                provenance.making().seed() + ", " + Html.escape(provenance.making().engine())),
            fact("Result", "<code>" + Html.escape(provenance.resultDigest()) + "</code>"),
            fact(
                "Runtime",
                Html.escape(
                    "%s, %s, %s"
                        .formatted(
                            facts.runtime(),
                            facts.provider(),
                            Count.of(facts.threads(), "thread")))),
            fact(
                "Processor",
                Html.escape(
                    "%s (%s), %d usable"
                        .formatted(
                            processor.model().isEmpty() ? "not said" : processor.model(),
                            processor.architecture(),
                            processor.count()))),
            fact(
                "Instructions",
                Html.escape(
                    processor.instructionSet()
                        + (processor.instructionSet().saturates()
                            ? ": sums of 8-bit products saturate at 16 bits"
                            : ""))),
            Html.escape(report.job().manifest()));
  }

  private static String data(RunReport.DataOrigin data) {
    return fact(
        data.role().substring(0, 1).toUpperCase(java.util.Locale.ROOT) + data.role().substring(1),
        "%,d %s of %s"
            .formatted(
                data.samples(),
                Count.form(data.samples(), "sample", "samples"),
                origin(data.origin())));
  }

  private static String origin(RunReport.Origin origin) {
    return Stream.of(Html.escape(origin.uri()), "<code>" + Html.escape(origin.digest()) + "</code>")
        .collect(Collectors.joining("<br/>"));
  }

  private static String fact(String name, String html) {
    return "<dt>%s</dt><dd>%s</dd>".formatted(name, html);
  }
}
