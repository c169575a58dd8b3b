package dev.lathe.operator.act;

import dev.lathe.operator.observe.Kueue;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Kueue's objects, where the cluster has Kueue. They are only read for jobs that are held or let
 * go, so that nothing of Kueue is watched and the operator starts without it.
 */
final class KueueApi {
  private static final String JOB_UID = "kueue.x-k8s.io/job-uid";
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final ResourceDefinitionContext WORKLOADS =
      new ResourceDefinitionContext.Builder()
          .withGroup("kueue.x-k8s.io")
          .withVersion("v1beta1")
          .withKind("Workload")
          .withPlural("workloads")
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;
  private final InstantSource clock;
  private final AtomicReference<Found> found = new AtomicReference<>(new Found(false, Instant.MIN));

  KueueApi(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  private record Found(boolean installed, Instant until) {}

  /** Whether the cluster has Kueue; asked at most once a minute. */
  boolean isInstalled() {
    Instant now = clock.instant();
    Found known = found.get();
    if (now.isBefore(known.until())) {
      return known.installed();
    }
    boolean installed = client.hasApiGroup("kueue.x-k8s.io", true);
    found.set(new Found(installed, now.plus(REMEMBERED)));
    return installed;
  }

  /** Returns what Kueue made of a Job. */
  Optional<Kueue.Workload> workload(String namespace, String jobUid) {
    try {
      return client
          .genericKubernetesResources(WORKLOADS)
          .inNamespace(namespace)
          .withLabel(JOB_UID, jobUid)
          .list()
          .getItems()
          .stream()
          .findFirst()
          .map(KueueApi::view);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Lets Kueue admit a workload, or has it evicted and kept out. */
  void activate(String namespace, Kueue.Workload workload, boolean active) {
    client
        .genericKubernetesResources(WORKLOADS)
        .inNamespace(namespace)
        .withName(workload.name())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"active\":%s}}".formatted(active));
  }

  private static Kueue.Workload view(GenericKubernetesResource workload) {
    Object active = workload.get("spec", "active");
    return new Kueue.Workload(workload.getMetadata().getName(), !Boolean.FALSE.equals(active));
  }
}
