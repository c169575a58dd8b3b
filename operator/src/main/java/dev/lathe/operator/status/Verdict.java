package dev.lathe.operator.status;

import dev.lathe.crds.ConditionReason;

/**
 * What one condition says.
 *
 * @param message a sentence, and what to do where there is something to do
 */
record Verdict(Truth truth, ConditionReason reason, String message) {
  /** The status of a condition. */
  enum Truth {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    Truth(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static Verdict yes(ConditionReason reason, String message) {
    return new Verdict(Truth.TRUE, reason, message);
  }

  static Verdict yes(ConditionReason reason) {
    return yes(reason, reason.description());
  }

  static Verdict no(ConditionReason reason, String message) {
    return new Verdict(Truth.FALSE, reason, message);
  }

  static Verdict no(ConditionReason reason) {
    return no(reason, reason.description());
  }

  static Verdict unknown(ConditionReason reason) {
    return new Verdict(Truth.UNKNOWN, reason, reason.description());
  }
}
