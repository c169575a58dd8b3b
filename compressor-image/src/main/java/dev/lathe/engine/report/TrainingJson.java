package dev.lathe.engine.report;

import dev.lathe.engine.recipe.RunReport.Training;
import dev.lathe.engine.train.History;
import dev.lathe.engine.train.History.Validated;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How steps that train went, for programs. */
final class TrainingJson {
  private TrainingJson() {}

  /** Writes what a training came to. Its single steps are in {@link #lines}. */
  static void write(Training training, ObjectNode node) {
    TrainingFacts facts = TrainingFacts.of(training);
    History history = training.history();
    node.put("step", training.step()).put("technique", training.technique());
    node.put("epochs", training.effort().epochs()).put("steps", training.effort().steps());
    if (!history.points().isEmpty()) {
      node.put("epochsTaken", history.points().getLast().epoch())
          .put("stepsTaken", facts.steps())
          .put("stoppedEarly", facts.stoppedEarly());
      put(node, "finalLoss", history.points().getLast().loss());
    }
    facts.best().ifPresent(best -> write(best, node.putObject("best")));
    var validations = node.putArray("validations");
    history.validations().forEach(one -> write(one, validations.addObject()));
    training.effort().resumedAt().ifPresent(step -> node.put("resumedAt", step));
    node.put("seconds", training.effort().time().toMillis() / 1000.0);
    var notes = node.putArray("notes");
    history.notes().forEach(notes::add);
  }

  private static void write(Validated validated, ObjectNode node) {
    node.put("step", validated.step()).put("epoch", validated.epoch());
    put(node, "loss", validated.loss());
    validated.measures().forEach((name, value) -> put(node, name, value));
  }

  /** Returns all points of all trainings as JSON, one a line. */
  static String lines(List<Training> trainings) {
    StringBuilder lines = new StringBuilder();
    for (Training training : trainings) {
      for (History.Point point : training.history().points()) {
        ObjectNode node = line(training, "training");
        node.put("step", point.step()).put("epoch", point.epoch());
        put(node, "loss", point.loss());
        put(node, "learningRate", point.learningRate());
        put(node, "gradientNorm", point.gradientNorm());
        append(node, lines);
      }
      for (Validated validated : training.history().validations()) {
        ObjectNode node = line(training, "validation");
        write(validated, node);
        append(node.put("best", validated.best()), lines);
      }
    }
    return lines.toString();
  }

  private static ObjectNode line(Training training, String data) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("recipeStep", training.step())
        .put("technique", training.technique())
        .put("data", data);
  }

  private static void append(ObjectNode node, StringBuilder lines) {
    lines.append(JsonMapper.shared().writeValueAsString(node)).append('\n');
  }

  /** JSON knows neither infinity nor NaN: what diverged has no number. */
  private static void put(ObjectNode node, String field, double number) {
    if (Double.isFinite(number)) {
      node.put(field, number);
    }
  }
}
