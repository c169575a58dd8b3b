package dev.lathe.engine.cli;

import dev.lathe.engine.failure.DiskSpace;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means, whatever was thrown.
 *
 * @param message for the user
 */
record Ending(Reason reason, String message) {
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  /** Names from models and servers may hold what would command the terminal. */
  Ending {
    message =
        CONTROLS
            .matcher(message)
            .replaceAll(control -> "\\\\u%04x".formatted((int) control.group().charAt(0)));
  }

  static Ending of(Throwable failure) {
    if (failure instanceof EngineException known) {
      return new Ending(known.reason(), known.getMessage());
    }
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof IOException io && DiskSpace.isExhausted(io)) {
        return new Ending(Reason.DISK_FULL, "the disk is full: " + io.getMessage());
      }
      if (at instanceof OutOfMemoryError) {
        return new Ending(
            Reason.OUT_OF_MEMORY,
            "memory does not suffice (%s): raise the memory limit, or lower evaluation.batchSize"
                .formatted(at.getMessage()));
      }
    }
    return new Ending(
        Reason.ENGINE_ERROR,
        "this is a defect in Lathe: %s; --verbose shows where".formatted(failure));
  }
}
