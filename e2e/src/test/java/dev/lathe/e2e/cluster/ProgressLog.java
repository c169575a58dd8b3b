package dev.lathe.e2e.cluster;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.JobProgress;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Everything that {@code status.progress} of one job says, in its order. */
public final class ProgressLog implements AutoCloseable {
  private final List<JobProgress> said = new CopyOnWriteArrayList<>();
  private final SharedIndexInformer<CompressionJob> informer;

  private ProgressLog(Jobs jobs, String name) {
    this.informer =
        jobs.job(name)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(CompressionJob job) {
                    note(job.getStatus());
                  }

                  @Override
                  public void onUpdate(CompressionJob before, CompressionJob after) {
                    note(after.getStatus());
                  }

                  @Override
                  public void onDelete(CompressionJob job, boolean unknown) {}
                });
  }

  /** Starts to listen to a job, which need not exist yet. */
  public static ProgressLog of(Jobs jobs, String name) {
    return new ProgressLog(jobs, name);
  }

  private void note(@Nullable CompressionJobStatus status) {
    JobProgress progress = status == null ? null : status.progress();
    if (progress != null && (said.isEmpty() || !said.getLast().equals(progress))) {
      said.add(progress);
    }
  }

  /** Returns what was said until now. */
  public List<JobProgress> said() {
    return List.copyOf(said);
  }

  @Override
  public void close() {
    informer.close();
  }
}
