package dev.lathe.operator.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest report of each job, and when it is next due to be written into the job's status. */
final class ProgressBoard {
  private final InstantSource clock;
  private final Duration interval;
  private final Duration stageInterval;
  private final Map<JobKey, Entry> entries = new LinkedHashMap<>();

  /**
   * @param interval between two writes of one job within a stage
   * @param stageInterval between two writes of one job if the stage has changed
   */
  ProgressBoard(InstantSource clock, Duration interval, Duration stageInterval) {
    this.clock = clock;
    this.interval = interval;
    this.stageInterval = stageInterval;
  }

  private record Entry(@Nullable Due waiting, String writtenStage, Instant writtenAt) {}

  /** One report that is due, and the name of the pod that gave it. */
  record Due(JobKey job, String pod, ProgressReport report) {}

  /** Takes a report; a newer one replaces an older one that was not written. */
  synchronized void put(Due due) {
    Entry known = entries.get(due.job());
    entries.put(
        due.job(),
        known == null
            ? new Entry(due, "", Instant.MIN)
            : new Entry(due, known.writtenStage(), known.writtenAt()));
  }

  /** Takes a report back that could not be written, unless there is a newer one. */
  synchronized void putBack(Due due) {
    Entry known = entries.get(due.job());
    if (known != null && known.waiting() == null) {
      entries.put(due.job(), new Entry(due, "", Instant.MIN));
    }
  }

  /**
   * Hands out what is due; it counts as written from now on. Jobs that fell silent are forgotten.
   */
  synchronized List<Due> takeDue() {
    Instant now = clock.instant();
    List<Due> due = new ArrayList<>();
    for (Map.Entry<JobKey, Entry> each : List.copyOf(entries.entrySet())) {
      Entry entry = each.getValue();
      Due waiting = entry.waiting();
      if (waiting == null) {
        if (isPast(entry, interval, now)) {
          entries.remove(each.getKey());
        }
      } else if (isPast(entry, pause(entry, waiting.report()), now)) {
        due.add(waiting);
        entries.put(each.getKey(), new Entry(null, waiting.report().stage(), now));
      }
    }
    return due;
  }

  private Duration pause(Entry entry, ProgressReport waiting) {
    return waiting.stage().equals(entry.writtenStage()) ? interval : stageInterval;
  }

  private static boolean isPast(Entry entry, Duration pause, Instant now) {
    return entry.writtenAt().equals(Instant.MIN) || !now.isBefore(entry.writtenAt().plus(pause));
  }
}
