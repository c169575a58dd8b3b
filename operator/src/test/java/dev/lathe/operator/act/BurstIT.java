package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.RunningOperator;
import dev.lathe.operator.desired.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * A hundred jobs at once. How long each waits for its child is printed: nothing is asserted on it.
 */
class BurstIT {
  private static final int JOBS = 100;

  private final Map<String, Long> applied = new ConcurrentHashMap<>();
  private final Map<String, Long> started = new ConcurrentHashMap<>();

  @Test
  void everyJobOfABurstGetsItsChild() {
    try (KubernetesClient client = ApiServer.get().newClient();
        RunningOperator operator = new RunningOperator()) {
      Project.createRuntime(client);
      burst(client, 1);
      burst(client, 1);
      print("applied by one client, as kubectl apply -f does");
      burst(client, JOBS);
      print("applied by %d clients at the same moment".formatted(JOBS));
      assertThat(operator.passes()).isPositive();
    }
  }

  private void print(String how) {
    long[] millis =
        applied.entrySet().stream()
            .mapToLong(job -> (started.getOrDefault(job.getKey(), 0L) - job.getValue()) / 1_000_000)
            .sorted()
            .toArray();
    System.out.printf(
        "operator: %d jobs %s, from apply to Job: median %d ms, p99 %d ms, most %d ms%n",
        JOBS, how, millis[JOBS / 2], millis[JOBS * 99 / 100 - 1], millis[JOBS - 1]);
  }

  private void burst(KubernetesClient client, int clients) {
    applied.clear();
    started.clear();
    Project project = Project.create(client);
    try (Watch watch =
            client.batch().v1().jobs().inNamespace(project.namespace()).watch(new Stopwatch());
        ExecutorService users = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < JOBS; i++) {
        String name = "job-" + i;
        users.execute(() -> {
          applied.put(name, System.nanoTime());
          project.apply(name);
        });
      }
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(started).as("children, %s", watch).hasSize(JOBS));
      await().atMost(Duration.ofMinutes(2)).until(() -> isTold(client, project));
    }
  }

  private static boolean isTold(KubernetesClient client, Project project) {
    return client
        .resources(CompressionJob.class)
        .inNamespace(project.namespace())
        .list()
        .getItems()
        .stream()
        .allMatch(job -> job.getStatus().attempt() != null);
  }

  private final class Stopwatch implements Watcher<Job> {
    @Override
    public void eventReceived(Action action, Job job) {
      Labels.jobOf(job).ifPresent(name -> started.putIfAbsent(name, System.nanoTime()));
    }

    @Override
    public void onClose(WatcherException cause) {
      throw new IllegalStateException("the watch ended", cause);
    }
  }
}
