package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a job stands, in a word for people; programs read the conditions. */
public enum JobState {
  /** Not started: references are being resolved, or its pod waits for a node. */
  @JsonProperty("Pending")
  PENDING,
  /** A queue holds it until there is quota. */
  @JsonProperty("Queued")
  QUEUED,
  /** Its owner holds it. */
  @JsonProperty("Suspended")
  SUSPENDED,
  /** Its pod runs. */
  @JsonProperty("Running")
  RUNNING,
  /** An attempt failed and another one is about to start. */
  @JsonProperty("Retrying")
  RETRYING,
  /** Every required gate passed and the artifact is published. */
  @JsonProperty("Complete")
  COMPLETE,
  /** A required gate did not pass: a result, though not the wanted one. */
  @JsonProperty("GatesFailed")
  GATES_FAILED,
  /** Something else ended it. */
  @JsonProperty("Failed")
  FAILED
}
