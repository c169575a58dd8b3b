package dev.lathe.engine.evaluate;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.OptionalInt;

/** What is kept of each sample: a few numbers, whatever the outputs' size. */
final class SampleLog {
  private static final int TOP = 5;

  private final String output;
  private final boolean labelled;
  private final Scores scores;
  private final int classes;
  private final int positions;

  final Column cosine = new Column();
  final Column meanSquaredError = new Column();
  final Column signal = new Column();
  final Column agreement = new Column();
  final Column divergence = new Column();
  final Column label = new Column();
  final Column originalClass = new Column();
  final Column candidateClass = new Column();
  final Column originalTop = new Column();
  final Column candidateTop = new Column();

  private int size;
  private int notNumbers;
  private int firstNotNumber = -1;

  /**
   * @param output the output's name, for messages
   * @param first the original's rows of the first batch, by which classes are told
   * @param labelled whether labels will come with every batch
   */
  SampleLog(String output, OutputRows first, boolean labelled) {
    this.output = output;
    this.labelled = labelled;
    scores = Scores.of(first);
    classes = scores.classes(first);
    positions = first.positions();
  }

  /** Returns the samples logged so far. */
  int size() {
    return size;
  }

  int classes() {
    return classes;
  }

  /** Whether a sample has one row of scores, rather than one for each of several positions. */
  boolean hasOneClassPerSample() {
    return positions == 1;
  }

  /** Whether the original's numbers are probabilities as they are. */
  boolean areProbabilities() {
    return scores.areProbabilities();
  }

  boolean isLabelled() {
    return labelled;
  }

  /** Returns how many samples the candidate gives something else than finite numbers for. */
  int notNumbers() {
    return notNumbers;
  }

  /** Returns the first of those. */
  OptionalInt firstNotNumber() {
    return firstNotNumber < 0 ? OptionalInt.empty() : OptionalInt.of(firstNotNumber);
  }

  /**
   * Logs one batch.
   *
   * @param labels one class per sample; empty where the data has none
   * @throws EngineException if a label is no class
   */
  void add(OutputRows original, OutputRows candidate, long[] labels) {
    if (!original.hasShapeOf(candidate)) {
      throw new EngineException(
          Reason.UNSUPPORTED_MODEL,
          "output '%s' has another shape in the candidate: %s expected, found %s"
              .formatted(output, original, candidate));
    }
    if (labelled && labels.length != original.count()) {
      throw new EngineException(
          Reason.INVALID_DATA,
          "each sample needs one label, found %d labels for %d samples"
              .formatted(labels.length, original.count()));
    }
    for (int row = 0; row < original.count(); row++) {
      RowDistance distance = RowDistance.of(original, candidate, row);
      if (!distance.isNumber()) {
        firstNotNumber = firstNotNumber < 0 ? size : firstNotNumber;
        notNumbers++;
      }
      cosine.add(distance.cosine());
      meanSquaredError.add(distance.meanSquaredError());
      signal.add(distance.signal());
      compareClasses(original, candidate, row);
      if (labelled) {
        compareWithLabel(original, candidate, row, labels[row]);
      }
      size++;
    }
  }

  private void compareClasses(OutputRows original, OutputRows candidate, int row) {
    double same = 0;
    double nats = 0;
    int kept = 0;
    for (int position = 0; position < original.positions(); position++) {
      if (original.isKept(row, position)) {
        kept++;
        same +=
            scores.classOf(original, row, position) == scores.classOf(candidate, row, position)
                ? 1
                : 0;
        nats +=
            divergence(
                scores.logProbabilities(original, row, position),
                scores.logProbabilities(candidate, row, position));
      }
    }
    agreement.add(kept == 0 ? 1 : same / kept);
    divergence.add(kept == 0 ? 0 : nats / kept);
  }

  private void compareWithLabel(
      OutputRows original, OutputRows candidate, int row, long labelOfRow) {
    if (labelOfRow < 0 || labelOfRow >= classes) {
      throw new EngineException(
          Reason.INVALID_DATA,
          "sample %d has label %d, but output '%s' has %d classes"
              .formatted(size, labelOfRow, output, classes));
    }
    int expected = (int) labelOfRow;
    label.add(expected);
    originalClass.add(scores.classOf(original, row, 0));
    candidateClass.add(scores.classOf(candidate, row, 0));
    originalTop.add(scores.isAmongTop(TOP, expected, original, row, 0) ? 1 : 0);
    candidateTop.add(scores.isAmongTop(TOP, expected, candidate, row, 0) ? 1 : 0);
  }

  /** Returns the divergence of q from p in nats, given both as logarithms. */
  private static double divergence(double[] logP, double[] logQ) {
    double sum = 0;
    for (int i = 0; i < logP.length; i++) {
      if (logP[i] > Double.NEGATIVE_INFINITY) {
        sum += Math.exp(logP[i]) * (logP[i] - logQ[i]);
      }
    }
    return Math.max(0, sum);
  }
}
