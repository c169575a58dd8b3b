package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Published;
import dev.lathe.engine.failure.Reason;
import java.nio.file.Path;

/** How a run ended that came to a judgement. */
public sealed interface RunResult {
  RunReport report();

  /** The result is at its destination. */
  record Accepted(RunReport report, Published published) implements RunResult {}

  /**
   * The result is not good enough, or not known to be; nothing was published.
   *
   * @param reason GATES_FAILED or GATES_INCONCLUSIVE
   * @param folder with the report
   */
  record Rejected(RunReport report, Reason reason, Path folder) implements RunResult {}
}
