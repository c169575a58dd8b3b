package dev.lathe.engine.train;

import dev.lathe.engine.execute.Training;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Needed;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What is trained: a model with its objective, in the form of training.
 *
 * @param switches whether the model has the input {@link SwitchBatchNormalization#SWITCH}
 * @param notes what a reader of the result should know
 */
record Subject(
    Model model, Training training, List<Measure> measures, boolean switches, List<String> notes) {
  Subject {
    measures = List.copyOf(measures);
    notes = List.copyOf(notes);
  }

  /** Prepares a model, with the errors of {@link Choice#of}. */
  static Subject of(Model model, Objective objective, TrainingConfig config) {
    Objective.Attached attached = objective.attach(model);
    SequencedMap<String, String> carried = new LinkedHashMap<>(attached.carried());
    List<String> notes = new ArrayList<>();
    boolean switches = false;
    if (config.scope().batchNorm() == Scope.BatchNorm.TRAINED) {
      SwitchBatchNormalization.Switched switched =
          SwitchBatchNormalization.in(attached.model(), config.scope());
      switches = !switched.carried().isEmpty();
      carried.putAll(switched.carried());
      if (!switched.frozen().isEmpty()) {
        notes.add(
            "batchNorm: the statistics of %s stay as they are: they are frozen or shared"
                .formatted(String.join(", ", switched.frozen())));
      }
      attached =
          new Objective.Attached(
              switched.model(),
              attached.loss(),
              attached.parameters(),
              attached.measures(),
              carried);
    }
    Choice choice = Choice.of(attached, config.scope(), config.optimizer().decaysAll());
    Training training =
        choice.training(
            attached,
            config.optimizer(),
            config.selection().averaging(),
            config.length().accumulate() > 1);
    return new Subject(narrowed(attached), training, attached.measures(), switches, notes);
  }

  /**
   * Leaves out what only other outputs need. Their operators may have no gradient, or be none that
   * the executor has: a class picked by its score, boxes that do not overlap.
   */
  private static Model narrowed(Objective.Attached attached) {
    Graph graph = attached.model().graph();
    Set<String> wanted = new HashSet<>(attached.carried().values());
    wanted.add(attached.loss());
    attached.measures().forEach(measure -> wanted.add(measure.output()));
    List<Value> outputs =
        graph.outputs().stream().filter(output -> wanted.contains(output.name())).toList();
    SequencedMap<String, Value> types = new LinkedHashMap<>(graph.valueInfo());
    graph.outputs().forEach(output -> types.putIfAbsent(output.name(), output));
    outputs.forEach(output -> types.remove(output.name()));
    Graph narrow =
        new Graph(
            graph.name(),
            Needed.of(graph, wanted).nodes(),
            graph.inputs(),
            outputs,
            graph.initializers(),
            graph.sparseInitializers(),
            types,
            graph.residue());
    return attached.model().withGraph(narrow);
  }

  Subject noting(List<String> sentences) {
    List<String> more = new ArrayList<>(notes);
    more.addAll(sentences);
    return new Subject(model, training, measures, switches, more);
  }

  /** Returns the same without the weights that no gradient reaches. */
  Subject training(Set<String> reached) {
    List<String> left = training.trained().stream().filter(reached::contains).toList();
    List<String> others =
        training.trained().stream()
            .filter(name -> !reached.contains(name))
            .map(name -> "'" + name + "'")
            .toList();
    Training narrower =
        new Training(
            training.loss(), left, training.motion(), training.carried(), training.accumulates());
    return new Subject(model, narrower, measures, switches, notes)
        .noting(
            List.of(
                "no gradient reaches %s: %s"
                    .formatted(
                        String.join(", ", others),
                        Count.form(others.size(), "it stays as it is", "they stay as they are"))));
  }
}
