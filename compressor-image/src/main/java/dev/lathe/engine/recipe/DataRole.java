package dev.lathe.engine.recipe;

import java.util.Locale;

/** What a data set of a job is for. */
public enum DataRole {
  /** Steps that train learn from it. */
  TRAINING,
  /** It chooses the best weights, and stops a training early. */
  VALIDATION,
  /** Quantization learns ranges from it. */
  CALIBRATION,
  /** The result is judged on it. */
  EVALUATION;

  /** Returns its field in {@code spec.data}. */
  public String field() {
    return name().toLowerCase(Locale.ROOT);
  }
}
