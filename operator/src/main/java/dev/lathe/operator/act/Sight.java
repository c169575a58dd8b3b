package dev.lathe.operator.act;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.Optional;

/** What surrounds a job in the cluster, as far as it is known here; it may be a moment old. */
public interface Sight {
  Optional<ClusterCompressionRuntime> runtime(String name);

  /** Returns the Jobs that carry the job's name in their label, whoever owns them. */
  Collection<Job> jobs(CompressionJob job);

  /** Returns the pods that carry the job's name in their label. */
  Collection<Pod> pods(CompressionJob job);

  /** Returns events that tell why pods of the job cannot be created or started. */
  Collection<Event> events(CompressionJob job);
}
