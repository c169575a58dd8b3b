package dev.lathe.operator.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The Job controller and the kubelet of a namespace, at work until closed. */
public final class FakeCluster implements AutoCloseable {
  private final FakeJobController controller;
  private final FakeKubelet kubelet;
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  public FakeCluster(KubernetesClient client, String namespace) {
    this.controller = new FakeJobController(client, namespace);
    this.kubelet = new FakeKubelet(client, namespace);
    clockwork.scheduleWithFixedDelay(this::step, 0, 50, TimeUnit.MILLISECONDS);
  }

  public FakeKubelet kubelet() {
    return kubelet;
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
  }

  /** Something that changed meanwhile is looked at again in the next step. */
  private void step() {
    try {
      controller.step();
      kubelet.step();
    } catch (KubernetesClientException e) {
      if (e.getCode() != 409 && e.getCode() != 404) {
        throw e;
      }
    }
  }
}
