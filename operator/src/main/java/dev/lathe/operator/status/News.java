package dev.lathe.operator.status;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;

/** Hears of each status that was written, once. */
@FunctionalInterface
public interface News {
  /**
   * Takes note of a change. It must not fail and not take long: the status stands already.
   *
   * @param job with its new status
   */
  void changed(CompressionJob job, CompressionJobStatus before, CompressionJobStatus after);
}
