package dev.lathe.operator.observe;

import java.util.Optional;

/**
 * What Kueue says of a child.
 *
 * @param installed whether the cluster has Kueue
 * @param workload what Kueue made of the child; looked up only where a job is held or let go
 */
public record Kueue(boolean installed, Optional<Workload> workload) {
  /**
   * Kueue's object for a child.
   *
   * @param active whether Kueue may admit it
   */
  public record Workload(String name, boolean active) {}
}
