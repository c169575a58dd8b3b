package dev.lathe.operator.progress;

import dev.lathe.operator.desired.ProgressTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Takes reports from those who may give them. */
final class ProgressDesk {
  private static final String BEARER = "Bearer ";
  private static final int BURST = 5;
  private static final int UNKNOWN_TOKENS_AT_ONCE = 50;

  private final Tokens tokens;
  private final Passes passes;
  private final ProgressBoard board;
  private final RateLimit<JobKey> perJob;
  private final RateLimit<String> strangers;

  ProgressDesk(Tokens tokens, Passes passes, ProgressBoard board, InstantSource clock) {
    this.tokens = tokens;
    this.passes = passes;
    this.board = board;
    this.perJob = new RateLimit<>(clock, BURST, Duration.ofSeconds(1));
    this.strangers = new RateLimit<>(clock, UNKNOWN_TOKENS_AT_ONCE, Duration.ofMillis(50));
  }

  /**
   * Takes one report.
   *
   * @param authorization the header of that name; empty if there is none
   */
  Answer take(JobKey job, String authorization, byte[] body) {
    if (!authorization.startsWith(BEARER)) {
      return Answer.unknown("Send the pod's token as Authorization: Bearer.");
    }
    String token = authorization.substring(BEARER.length()).strip();
    if (!tokens.knows(token) && !strangers.allows("")) {
      return Answer.tooOften();
    }
    Optional<Caller> caller = tokens.caller(token);
    if (caller.isEmpty()) {
      return Answer.unknown(
          "The token is not valid, or not made for the audience %s and a pod."
              .formatted(ProgressTarget.AUDIENCE));
    }
    if (!perJob.allows(job)) {
      return Answer.tooOften();
    }
    Optional<ProgressReport> report = ProgressReport.parse(body);
    if (report.isEmpty()) {
      return Answer.malformed();
    }
    Answer answer = passes.check(caller.get(), job, report.get().attempt());
    if (answer.equals(Answer.TAKEN)) {
      board.put(new ProgressBoard.Due(job, caller.get().pod(), report.get()));
    }
    return answer;
  }
}
