package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.cluster.Project;
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

/** A hundred jobs, and how long each waits for its child. */
final class Burst {
  static final int JOBS = 100;

  private final Map<String, Long> sent = new ConcurrentHashMap<>();
  private final Map<String, Long> applied = new ConcurrentHashMap<>();
  private final Map<String, Long> started = new ConcurrentHashMap<>();

  private Burst() {}

  /**
   * Applies the jobs in a project of their own, and returns when each has its child and says so.
   *
   * @param clients that apply at the same moment; one applies them in turn, as kubectl does
   */
  static Burst by(KubernetesClient client, int clients) {
    Burst burst = new Burst();
    Project project = Project.create(client);
    try (Watch watch =
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(project.namespace())
                .watch(burst.new Stopwatch());
        ExecutorService users = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < JOBS; i++) {
        String name = "job-" + i;
        users.execute(() -> {
          burst.sent.put(name, System.nanoTime());
          project.apply(name);
          burst.applied.put(name, System.nanoTime());
        });
      }
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(burst.started).as("children, %s", watch).hasSize(JOBS));
      await().atMost(Duration.ofMinutes(2)).until(() -> isTold(client, project));
    }
    return burst;
  }

  /**
   * Returns the time that 99 of the hundred jobs did not exceed, from when the API server had taken
   * them to when it said that their child exists.
   */
  long p99Millis() {
    return p99Millis(applied);
  }

  /**
   * Returns the same from when they were sent: the API server's own work on a hundred of them, and
   * their clients', is in it.
   */
  long p99MillisFromSending() {
    return p99Millis(sent);
  }

  private long p99Millis(Map<String, Long> since) {
    return since.entrySet().stream()
        .mapToLong(job -> (started.getOrDefault(job.getKey(), 0L) - job.getValue()) / 1_000_000)
        .sorted()
        .toArray()[JOBS * 99 / 100 - 1];
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
