package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps the samples a model is judged on apart from those it was fitted to. */
public final class Overlap {
  private Overlap() {}

  /** What a data set is for. */
  public enum Role {
    /** Its samples are learnt from. */
    TRAINING("training", "learn from data that nothing else is asked of"),
    /** Its samples choose the best weights and end a training. */
    VALIDATION("validation", "choose the best weights by data that nothing is learnt from"),
    /** Ranges of activations are taken from its samples. */
    CALIBRATION("calibration", "calibrate with other data"),
    /** Its samples pass or fail the gates. */
    EVALUATION("evaluation", "judge the model on data that no step has seen");

    private final String text;
    private final String advice;

    Role(String text, String advice) {
      this.text = text;
      this.advice = advice;
    }

    /** Returns the role as the manifest spells it. */
    public String text() {
      return text;
    }

    /** Whether the same sample may serve both: calibration only looks at what it is shown. */
    private boolean mayShareWith(Role other) {
      return this == other
          || (this == CALIBRATION || other == CALIBRATION)
              && this != EVALUATION
              && other != EVALUATION;
    }
  }

  /**
   * Refuses samples that are in two sets, by what the model sees of them: no sample may be in two
   * of training, validation and evaluation, nor in calibration and evaluation. Calibration may
   * share samples with training and validation. Data sets are read only where there are two to
   * compare.
   *
   * @throws EngineException DATA_OVERLAP with the number of samples and the first pair;
   *     INVALID_DATA if samples cannot be read
   */
  public static void refuse(Map<Role, Dataset> data) {
    Map<Role, List<String>> digests = new EnumMap<>(Role.class);
    for (Map.Entry<Role, Dataset> judged : new TreeMap<>(data).entrySet()) {
      for (Map.Entry<Role, Dataset> fitted : new TreeMap<>(data).entrySet()) {
        if (fitted.getKey().compareTo(judged.getKey()) < 0
            && !fitted.getKey().mayShareWith(judged.getKey())) {
          refuse(
              digests(fitted, digests),
              fitted.getKey().text,
              digests(judged, digests),
              judged.getKey());
        }
      }
    }
  }

  /**
   * Refuses samples that are in both sets, by what the model sees of them.
   *
   * @param fitted {@link Dataset#sampleDigests} of the data a step learns from
   * @param role of that data in the manifest, as in {@code calibration}
   * @param judged the same of the evaluation data
   * @throws EngineException DATA_OVERLAP with their number and the first pair
   */
  public static void refuse(List<String> fitted, String role, List<String> judged) {
    refuse(fitted, role, judged, Role.EVALUATION);
  }

  private static List<String> digests(Map.Entry<Role, Dataset> one, Map<Role, List<String>> known) {
    return known.computeIfAbsent(one.getKey(), _ -> one.getValue().sampleDigests());
  }

  private static void refuse(List<String> fitted, String role, List<String> judged, Role judging) {
    Map<String, Integer> positions = HashMap.newHashMap(judged.size());
    for (int i = 0; i < judged.size(); i++) {
      positions.putIfAbsent(judged.get(i), i);
    }
    int shared = 0;
    int first = -1;
    for (int i = 0; i < fitted.size(); i++) {
      if (positions.containsKey(fitted.get(i))) {
        shared++;
        first = first < 0 ? i : first;
      }
    }
    if (shared > 0) {
      throw new EngineException(
          Reason.DATA_OVERLAP,
          "data.%s shares %d of its %d samples with %s (the first: sample %d is %s sample %d): %s"
              .formatted(
                  role,
                  shared,
                  fitted.size(),
                  judging.text,
                  first,
                  judging.text,
                  positions.get(fitted.get(first)),
                  judging.advice));
    }
  }
}
