package dev.lathe.operator.progress;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Times;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

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
        write(due.job(), due.report());
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

  private void write(JobKey key, ProgressReport report) {
    CompressionJob job =
        client
            .resources(CompressionJob.class)
            .inNamespace(key.namespace())
            .withName(key.name())
            .get();
    if (job == null || Memory.of(job).isOver() || Memory.of(job).attempt() != report.attempt()) {
      return;
    }
    client
        .resource(job)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch(job, report));
  }

  private String patch(CompressionJob job, ProgressReport report) {
    Map<String, Object> progress = new LinkedHashMap<>();
    progress.put("percent", report.percent());
    progress.put("stage", report.stage());
    progress.put("message", report.message().isEmpty() ? null : report.message());
    progress.put(
        "estimatedRemainingSeconds",
        report.remainingSeconds().isPresent() ? report.remainingSeconds().getAsLong() : null);
    progress.put("lastUpdateTime", Times.format(clock.instant()));
    progress.put("display", "%d%% %s".formatted(report.percent(), report.stage()));
    return Serialization.asJson(
        Map.of(
            "metadata",
            Map.of("resourceVersion", job.getMetadata().getResourceVersion()),
            "status",
            Map.of("progress", progress)));
  }
}
