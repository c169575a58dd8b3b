package dev.lathe.engine.evaluate.metric;

import dev.lathe.engine.evaluate.statistic.SampleStatistic;

/**
 * The F1 score of predicted classes: of class 1 where there are two classes, else the plain mean
 * over the classes that occur, as a label or as a prediction, among the samples drawn. 0 where none
 * of class 1 occurs.
 */
public final class F1Score implements SampleStatistic {
  private final int classes;
  private final int[] labels;
  private final int[] predicted;

  /**
   * @param classes at least 2
   * @param labels the true class of each sample, in [0, classes)
   * @param predicted the predicted class of each sample, in [0, classes)
   */
  public F1Score(int classes, int[] labels, int[] predicted) {
    this.classes = classes;
    this.labels = labels.clone();
    this.predicted = predicted.clone();
  }

  @Override
  public double of(int[] drawn) {
    long[] hits = new long[classes];
    long[] mentions = new long[classes];
    for (int sample : drawn) {
      mentions[labels[sample]]++;
      mentions[predicted[sample]]++;
      if (labels[sample] == predicted[sample]) {
        hits[labels[sample]]++;
      }
    }
    if (classes == 2) {
      return score(hits[1], mentions[1]);
    }
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < classes; c++) {
      if (mentions[c] > 0) {
        sum += score(hits[c], mentions[c]);
        occurring++;
      }
    }
    return occurring == 0 ? 0 : sum / occurring;
  }

  /** 2 TP / (2 TP + FP + FN), whose denominator is labels plus predictions of the class. */
  private static double score(long hits, long mentions) {
    return mentions == 0 ? 0 : 2.0 * hits / mentions;
  }
}
