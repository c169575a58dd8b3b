package dev.lathe.operator.act;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows what was true when it was last asked. */
final class LaggingSight implements Sight {
  private final Sight sight;
  private final Map<String, Object> before = new HashMap<>();

  LaggingSight(Sight sight) {
    this.sight = sight;
  }

  /** Returns the job as it was. */
  CompressionJob job(CompressionJob now) {
    return lag("job", now, now);
  }

  @Override
  public Optional<ClusterCompressionRuntime> runtime(String name) {
    return sight.runtime(name);
  }

  @Override
  public Collection<Job> jobs(CompressionJob job) {
    return lag("jobs", sight.jobs(job), List.of());
  }

  @Override
  public Collection<Pod> pods(CompressionJob job) {
    return lag("pods", sight.pods(job), List.of());
  }

  @Override
  public Collection<Event> events(CompressionJob job) {
    return sight.events(job);
  }

  @SuppressWarnings("unchecked")
  private <T> T lag(String what, T now, T first) {
    T old = (T) before.getOrDefault(what, first);
    before.put(what, now);
    return old;
  }
}
