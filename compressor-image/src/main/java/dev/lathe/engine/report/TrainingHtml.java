package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunReport.Training;
import dev.lathe.engine.train.History;
import java.util.List;

/** How steps that train went: what came down, what that was worth, and at which rate. */
final class TrainingHtml {
  private TrainingHtml() {}

  /** Returns a section for each step that trained. */
  static String of(RunReport report) {
    return Html.joined(
        report.compression().trainings().stream()
            .filter(training -> !training.history().points().isEmpty())
            .map(TrainingHtml::section));
  }

  private static String section(Training training) {
    TrainingFacts facts = TrainingFacts.of(training);
    return """
    <section><h2>Training: step %d, %s</h2>
    <p class="lead">%s</p>
    %s
    <dl class="facts training">
    %s
    </dl>
    %s
    </section>\
    """
        .formatted(
            training.step(),
            Html.escape(training.technique()),
            Html.escape(facts.sentence()),
            plots(training.history(), facts),
            Html.joined(
                facts.table().entrySet().stream()
                    .map(entry ->
                        "<dt>%s</dt><dd>%s</dd>"
                            .formatted(
                                Html.escape(entry.getKey()), Html.escape(entry.getValue())))),
            notes(training.history().notes()));
  }

  private static String notes(List<String> notes) {
    return notes.isEmpty()
        ? ""
        : "<ul class=\"plain\">\n"
            + Html.joined(
                notes.stream()
                    .map(note -> "<li>" + Html.escape(Sentences.capitalized(note)) + "</li>"))
            + "\n</ul>";
  }

  private static String plots(History history, TrainingFacts facts) {
    return TrainingPlots.loss(history, facts)
        + TrainingPlots.measures(history, facts)
        + TrainingPlots.rate(history);
  }
}
