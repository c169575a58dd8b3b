package dev.lathe.engine.failure;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a full disk from other faults of input and output. */
public final class DiskSpace {
  private DiskSpace() {}

  /** Whether the error, or what caused it, is a full disk, an exhausted quota or a size limit. */
  public static boolean isExhausted(IOException error) {
    for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("no space left")
          || message.contains("quota exceeded")
          || message.contains("file too large")) {
        return true;
      }
    }
    return false;
  }
}
