package dev.lathe.operator.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the pods of Jobs as a script says: each runs until its Job's exit is known. */
public final class FakeKubelet {
  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, Exit> exits = new ConcurrentHashMap<>();
  private volatile boolean starts = true;

  public FakeKubelet(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  private record Exit(int code, String message) {}

  /** Makes running pods of a Job exit, now and in the future. */
  public void exit(String job, int code, String message) {
    exits.put(job, new Exit(code, message));
  }

  /** Lets further pods of a Job run. */
  public void goOn(String job) {
    exits.remove(job);
  }

  /** Whether pods are started. */
  public void starts(boolean starts) {
    this.starts = starts;
  }

  /** Does what there is to do now. */
  public void step() {
    for (Pod pod : client.pods().inNamespace(namespace).list().getItems()) {
      Exit exit = exits.get(pod.getMetadata().getOwnerReferences().getFirst().getName());
      boolean running = "Running".equals(pod.getStatus().getPhase());
      if (pod.getMetadata().getDeletionTimestamp() != null) {
        if (running) {
          update(pod, "Failed", terminated(pod, new Exit(50, "")));
        }
        client.resource(pod).withGracePeriod(0).delete();
      } else if (running && exit != null) {
        update(pod, exit.code() == 0 ? "Succeeded" : "Failed", terminated(pod, exit));
      } else if (starts && "Pending".equals(pod.getStatus().getPhase())) {
        update(
            pod,
            "Running",
            new ContainerStateBuilder().withNewRunning(Instant.now().toString()).build());
      }
    }
  }

  private static ContainerState terminated(Pod pod, Exit exit) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(exit.code())
        .withMessage(exit.message())
        .withReason(exit.code() == 0 ? "Completed" : "Error")
        .withStartedAt(
            pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getRunning()
                .getStartedAt())
        .withFinishedAt(Instant.now().toString())
        .endTerminated()
        .build();
  }

  private void update(Pod pod, String phase, ContainerState state) {
    client
        .resource(
            new PodBuilder(pod)
                .editStatus()
                .withPhase(phase)
                .withContainerStatuses()
                .addNewContainerStatus()
                .withName("engine")
                .withImage("engine")
                .withImageID("")
                .withReady(false)
                .withRestartCount(0)
                .withState(state)
                .endContainerStatus()
                .endStatus()
                .build())
        .updateStatus();
  }
}
