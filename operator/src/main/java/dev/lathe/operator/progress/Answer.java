package dev.lathe.operator.progress;

/**
 * What an engine is answered.
 *
 * @param message why, for whoever reads the engine's log; empty for a report that was taken
 */
record Answer(int code, String message) {
  static final Answer TAKEN = new Answer(204, "");

  static Answer malformed() {
    return new Answer(
        400,
        "The body is {\"attempt\": 1.., \"percent\": 0..100, \"stage\": \"<word>\"} and, if"
            + " wanted, message and estimatedRemainingSeconds.");
  }

  static Answer unknown(String message) {
    return new Answer(401, message);
  }

  static Answer forbidden(String message) {
    return new Answer(403, message);
  }

  static Answer missing(JobKey job) {
    return new Answer(
        404, "There is no CompressionJob %s/%s.".formatted(job.namespace(), job.name()));
  }

  static Answer outdated(String message) {
    return new Answer(409, message);
  }

  static Answer tooOften() {
    return new Answer(429, "Report at most once every two seconds.");
  }
}
