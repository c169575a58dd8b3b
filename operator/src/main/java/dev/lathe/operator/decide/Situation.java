package dev.lathe.operator.decide;

import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.JobFailure;
import dev.lathe.operator.observe.EngineResult;
import dev.lathe.operator.observe.Wait;
import java.time.Instant;
import java.util.Optional;

/** Where a job stands. */
public sealed interface Situation {
  /** It cannot start until someone changes something outside its spec. */
  record Rejected(ConditionReason reason, String detail) implements Situation {}

  /** Its next child is about to be created. */
  record Starting(String detail) implements Situation {}

  /** Its owner holds it. */
  record Held() implements Situation {}

  /** A queue holds it. */
  record Queued(String detail) implements Situation {}

  /** Its pod has not started. */
  record Waiting(Wait why) implements Situation {}

  /** Its pod runs. */
  record Running(String pod) implements Situation {}

  /** An attempt failed, and the next one starts at a time. */
  record Retrying(JobFailure failure, Instant at) implements Situation {}

  /** It ended well. */
  record Succeeded(EngineResult result) implements Situation {}

  /**
   * It ended otherwise.
   *
   * @param reason of the condition; the failure's own unless attempts ran out
   */
  record Failed(ConditionReason reason, JobFailure failure, Optional<EngineResult> result)
      implements Situation {}

  /** It ended before, or is being deleted: its status stays as it is. */
  record Over() implements Situation {}
}
