package dev.lathe.engine.data;

/**
 * Makes a picture lighter or darker and its contrast stronger or weaker.
 *
 * <p>Both are relative to the picture, not to 0 and 1 as elsewhere: its pixels have been
 * normalised, and where black and white lie is not known any more. Nothing is clipped.
 *
 * @param lighter share of the difference between the lightest and the darkest pixel that is added
 * @param contrast factor of the distances from the mean
 */
record ChangeColour(double lighter, double contrast) {
  void apply(float[] values, Frame frame) {
    double sum = 0;
    float darkest = Float.POSITIVE_INFINITY;
    float lightest = Float.NEGATIVE_INFINITY;
    int end = frame.start() + frame.extent().elements();
    for (int i = frame.start(); i < end; i++) {
      sum += values[i];
      darkest = Math.min(darkest, values[i]);
      lightest = Math.max(lightest, values[i]);
    }
    double mean = sum / frame.extent().elements();
    double added = lighter * (lightest - darkest);
    for (int i = frame.start(); i < end; i++) {
      values[i] = (float) (mean + contrast * (values[i] - mean) + added);
    }
  }
}
