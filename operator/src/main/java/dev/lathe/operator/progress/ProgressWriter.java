package dev.lathe.operator.progress;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.observe.Memory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes reports into the status of jobs. Any replica may do so: only {@code status.progress} is
 * written, and only over the version of the job that was looked at, so that it never undoes what
 * the leader wrote meanwhile.
 */
final class ProgressWriter {
  private static final Logger LOG = Logger.getLogger(ProgressWriter.class);

  private final KubernetesClient client;
  private final ProgressBoard board;
  private final InstantSource clock;

  ProgressWriter(KubernetesClient client, ProgressBoard board, InstantSource clock) {
    this.client = client;
    this.board = board;
    this.clock = clock;
  }

  /** Writes all that is due. */
  void writeDue() {
    for (ProgressBoard.Due due : board.takeDue()) {
      try {
        write(due);
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
          board.putBack(due);
        } else {
          LOG.warnf(
              "progress of %s/%s was not written: %s",
              due.job().namespace(), due.job().name(), e.getMessage());
        }
      }
    }
  }

  private void write(ProgressBoard.Due due) {
    CompressionJob job =
        client
            .resources(CompressionJob.class)
            .inNamespace(due.job().namespace())
            .withName(due.job().name())
            .get();
    if (job == null
        || Memory.of(job).isOver()
        || Memory.of(job).attempt() != due.report().attempt()) {
      return;
    }
    NextProgress.of(job, due.pod(), due.report(), clock.instant())
        .ifPresent(progress ->
            client
                .resource(job)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch(job, progress)));
  }

  private static String patch(CompressionJob job, Map<String, @Nullable Object> progress) {
    return Serialization.asJson(
        Map.of(
            "metadata",
            Map.of("resourceVersion", job.getMetadata().getResourceVersion()),
            "status",
            Map.of("progress", progress)));
  }
}
