package dev.lathe.operator.observe;

import dev.lathe.crds.ConditionReason;

/**
 * Why something has not started yet.
 *
 * @param detail what the cluster says about it, names included
 */
public record Wait(ConditionReason reason, String detail) {
  /** Whether only the job's owner can end the wait: something that the job names is missing. */
  public boolean isForTheOwner() {
    return reason == ConditionReason.SECRET_NOT_FOUND
        || reason == ConditionReason.VOLUME_UNAVAILABLE;
  }
}
