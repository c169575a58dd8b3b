package dev.lathe.crds;

/** A condition of a job: what {@code True} means. */
public enum ConditionType {
  /** Runtime and secrets were found, and the job asks for nothing that this cluster refuses. */
  ACCEPTED("Accepted"),
  /** No pod is wanted now: the owner or a queue holds the job. */
  SUSPENDED("Suspended"),
  /** A pod of the job runs. */
  RUNNING("Running"),
  /** Every required gate passed. */
  GATES_PASSED("GatesPassed"),
  /** The artifact is at its destination. */
  PUBLISHED("Published"),
  /** The job ended well; never reset. */
  COMPLETE("Complete"),
  /** The job ended otherwise; never reset. */
  FAILED("Failed"),
  /** The newest spec is being taken up; only for the moments before a pod is asked for. */
  RECONCILING("Reconciling"),
  /** The job can only go on if its owner does something; true with Failed as well. */
  STALLED("Stalled");

  private final String text;

  ConditionType(String text) {
    this.text = text;
  }

  /** Returns the type as it stands in {@code status.conditions}. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
