package dev.lathe.engine.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The course of a training; the same for every run of it, interrupted or not.
 *
 * @param points one for each step, in order
 * @param validations in order
 * @param notes sentences on what a reader of the result should know
 */
public record History(List<Point> points, List<Validated> validations, List<String> notes) {

  /**
   * One step.
   *
   * @param step counted from 1
   * @param epoch counted from 1
   * @param loss of the step's samples, before the weights moved
   * @param gradientNorm before it was cut; 0 if it never is
   */
  public record Point(
      long step, int epoch, double loss, double learningRate, double gradientNorm) {}

  /**
   * One validation.
   *
   * @param step after how many
   * @param epoch counted from 1
   * @param loss mean over all samples
   * @param measures means over all samples by their names
   * @param best whether it was the best so far
   */
  public record Validated(
      long step, int epoch, double loss, SequencedMap<String, Double> measures, boolean best) {
    public Validated {
      measures = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(measures));
    }
  }

  public History {
    points = List.copyOf(points);
    validations = List.copyOf(validations);
    notes = List.copyOf(notes);
  }
}
