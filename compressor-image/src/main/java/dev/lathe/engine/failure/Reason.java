package dev.lathe.engine.failure;

/**
 * Why a run did not succeed. The name is the reason of the job's condition, the exit code tells the
 * Job controller whether trying again can help: 10-19 never, 20-29 yes, 30-39 is a verdict and no
 * error, 40-49 wants more memory, 50 asks to be resumed.
 *
 * <p>The operator holds the same list ({@code crds/src/main/resources/reasons.csv}); a test on each
 * side walks it.
 */
public enum Reason {
  /** The model's bytes are not a valid ONNX model. */
  INVALID_MODEL("InvalidModel", 10),
  /** The model is valid but holds something this recipe cannot work on. */
  UNSUPPORTED_MODEL("UnsupportedModel", 11),
  /** The manifest does not say what it must, or says something unknown. */
  INVALID_MANIFEST("InvalidManifest", 12),
  /** Bytes differ from the digest the manifest pins. */
  DIGEST_MISMATCH("DigestMismatch", 13),
  /** A data set is empty, malformed, or does not fit the model. */
  INVALID_DATA("InvalidData", 14),
  /** Calibration or tuning data is also gate data. */
  DATA_OVERLAP("DataOverlap", 15),
  /** A source, data set, secret or file does not exist. */
  NOT_FOUND("NotFound", 16),
  /** A store refuses the credentials, or none were given. */
  ACCESS_DENIED("AccessDenied", 17),
  /** A store does not answer, answers with an error of its own, or drops the connection. */
  STORE_UNAVAILABLE("StoreUnavailable", 20),
  /** The volume is full. */
  DISK_FULL("DiskFull", 21),
  /** A required gate is missed: a result, not an error. */
  GATES_FAILED("GatesFailed", 30),
  /** A required gate could not be decided with the data given. */
  GATES_INCONCLUSIVE("GatesInconclusive", 31),
  /** The Java heap or the native memory does not suffice. */
  OUT_OF_MEMORY("OutOfMemory", 40),
  /** The pod was told to stop; a later attempt may go on. */
  INTERRUPTED("Interrupted", 50),
  /** A defect in the engine. */
  ENGINE_ERROR("EngineError", 70);

  private final String conditionReason;
  private final int exitCode;

  Reason(String conditionReason, int exitCode) {
    this.conditionReason = conditionReason;
    this.exitCode = exitCode;
  }

  /** Returns the reason as conditions, events and metrics spell it. */
  public String conditionReason() {
    return conditionReason;
  }

  public int exitCode() {
    return exitCode;
  }
}
