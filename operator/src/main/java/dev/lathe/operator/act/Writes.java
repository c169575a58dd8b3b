package dev.lathe.operator.act;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.operator.desired.AttemptRequest;
import dev.lathe.operator.desired.EngineJob;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Kueue;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/** All that is written to the cluster for a job. Each write may be repeated. */
final class Writes {
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final KueueApi kueue;
  private final Recent recent;

  Writes(KubernetesClient client, KueueApi kueue, Recent recent) {
    this.client = client;
    this.kueue = kueue;
    this.recent = recent;
  }

  /**
   * Creates the Job of an attempt; one that exists already is taken as it is.
   *
   * @throws Refused if the API server does not take it, or the name belongs to someone else
   */
  Job start(AttemptRequest request) {
    return create(request, EngineJob.desired(request));
  }

  /** Marks a child as held and, unless a queue decides, suspends it. */
  Job hold(CompressionJob job, ChildJob child) {
    String suspend = child.hold().queued() ? "" : ",\"spec\":{\"suspend\":true}";
    return patch(job, child, "\"true\"", suspend);
  }

  /** Takes the mark off and, unless a queue decides, lets the child go. */
  Job release(CompressionJob job, ChildJob child) {
    String suspend = child.hold().queued() ? "" : ",\"spec\":{\"suspend\":false}";
    return patch(job, child, "null", suspend);
  }

  /** Lets Kueue admit a child, or has it evicted and kept out. */
  void activate(CompressionJob job, Kueue.Workload workload, boolean active) {
    kueue.activate(job.getMetadata().getNamespace(), workload, active);
  }

  /** Deletes a child and, in the background, its pods. */
  void stop(CompressionJob job, ChildJob child) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(job.getMetadata().getNamespace())
        .withName(child.name())
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
  }

  /** Deletes the job, unless it has changed since it was looked at. */
  void expire(CompressionJob job) {
    try {
      client.resource(job).lockResourceVersion(job.getMetadata().getResourceVersion()).delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  /**
   * Writes a status.
   *
   * @throws KubernetesClientException with code 409 if the job has changed since it was looked at
   */
  CompressionJob tell(CompressionJob job, CompressionJobStatus status) {
    CompressionJob told = new CompressionJob();
    told.setMetadata(job.getMetadata());
    told.setSpec(job.getSpec());
    told.setStatus(status);
    return recent.keep(told, fresh -> client.resource(fresh).updateStatus());
  }

  private Job patch(CompressionJob job, ChildJob child, String mark, String suspend) {
    String patch =
        "{\"metadata\":{\"uid\":\"%s\",\"annotations\":{\"%s\":%s}}%s}"
            .formatted(child.uid(), EngineJob.HELD, mark, suspend);
    Job before =
        new JobBuilder()
            .withNewMetadata()
            .withName(child.name())
            .withNamespace(job.getMetadata().getNamespace())
            .endMetadata()
            .build();
    return recent.keep(
        before,
        named -> client.resource(named).patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  private <R extends HasMetadata> R create(AttemptRequest request, R desired) {
    try {
      return recent.keep(desired, fresh -> client.resource(fresh).create());
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT -> existing(request, desired, e);
        case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
            throw new Refused(message(e));
        default -> throw e;
      };
    }
  }

  private <R extends HasMetadata> R existing(
      AttemptRequest request, R desired, KubernetesClientException conflict) {
    R existing = client.resource(desired).get();
    if (existing == null) {
      throw conflict;
    }
    if (!Observe.isChild(request.job(), existing)) {
      throw new Refused(
          "%s %s exists already and is not this job's."
              .formatted(existing.getKind(), existing.getMetadata().getName()));
    }
    return existing;
  }

  private static String message(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? String.valueOf(e.getMessage())
        : e.getStatus().getMessage();
  }
}
