package dev.lathe.engine.train;

import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Where a training stands while it goes on. */
final class Logbook {
  private static final Standing START =
      new Standing(
          0,
          0,
          0,
          Double.NaN,
          false,
          new History(List.of(), List.of(), List.of()),
          Optional.empty());

  private final Selection selection;
  private final Optional<Measure> deciding;
  private final List<History.Point> points = new ArrayList<>();
  private final List<History.Validated> validations = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final KeptWeights kept = new KeptWeights();
  private Optional<Best> best = Optional.empty();
  private double reference = Double.NaN;
  private int stale;
  private int halvings;
  private long step;

  Logbook(Selection selection, List<Measure> measures, List<String> notes) {
    this.selection = selection;
    deciding = measures.stream().findFirst();
    this.notes.addAll(notes);
  }

  long step() {
    return step;
  }

  int halvings() {
    return halvings;
  }

  Optional<Best> best() {
    return best;
  }

  /** Returns the loss of the first step, or another where none was taken yet. */
  double firstLoss(double ifNone) {
    return points.isEmpty() ? ifNone : points.getFirst().loss();
  }

  /** Goes on from a checkpoint. */
  void goBackTo(Standing standing) {
    step = standing.step();
    halvings = standing.halvings();
    stale = standing.stale();
    reference = standing.reference();
    best = standing.best();
    replace(points, standing.history().points());
    replace(validations, standing.history().validations());
    replace(notes, standing.history().notes());
  }

  /**
   * Goes back to a turning point, or to before the first step, and halves the learning rate once
   * more. Notes stay, with one more.
   */
  void turnBackTo(Optional<Standing> turn, String note) {
    List<String> kept = List.copyOf(notes);
    int before = halvings;
    goBackTo(turn.orElse(START));
    replace(notes, kept);
    notes.add(note);
    halvings = before + 1;
  }

  private static <T> void replace(List<T> list, List<T> by) {
    list.clear();
    list.addAll(by);
  }

  void took(History.Point point) {
    points.add(point);
    step = point.step();
  }

  /** Returns the step that was taken last. */
  History.Point last() {
    return points.getLast();
  }

  /** Whether a validation was made of the weights as they stand. */
  boolean isValidated() {
    return !validations.isEmpty() && validations.getLast().step() == step;
  }

  /**
   * Enters a validation.
   *
   * @param weights that were validated, told one by one
   */
  void validated(
      Validation.Result result, int epoch, Consumer<BiConsumer<String, Tensor>> weights) {
    double value =
        deciding
            .map(measure -> result.measures().getOrDefault(measure.name(), Double.NaN))
            .orElse(result.loss());
    boolean isBest = best.isEmpty() || gain(value, best.get().value()) > 0;
    if (isBest && !Double.isNaN(value)) {
      best = Optional.of(new Best(value, kept.keep(weights)));
    }
    double least = selection.earlyStopping().map(Selection.EarlyStopping::minDelta).orElse(0.0);
    if (Double.isNaN(reference) || gain(value, reference) > least) {
      reference = value;
      stale = 0;
    } else {
      stale++;
    }
    validations.add(new History.Validated(step, epoch, result.loss(), result.measures(), isBest));
  }

  /** Returns by how much a value is better than another; NaN is better than nothing. */
  private double gain(double value, double than) {
    boolean larger = deciding.map(Measure::largerIsBetter).orElse(false);
    return larger ? value - than : than - value;
  }

  /** Whether no validation has been better for as long as is waited. */
  boolean isStopped() {
    return selection.earlyStopping().filter(stop -> stale >= stop.patience()).isPresent();
  }

  Standing standing(boolean isFinished) {
    return new Standing(step, halvings, stale, reference, isFinished, history(), best);
  }

  History history() {
    return new History(points, validations, notes);
  }
}
