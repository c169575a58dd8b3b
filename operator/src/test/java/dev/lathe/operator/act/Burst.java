package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.cluster.Project;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A hundred jobs, and how long each waits for its child. */
final class Burst {
  static final int JOBS = 100;

  private static final String PATH =
      "/apis/compression.lathe.dev/v1alpha1/namespaces/%s/compressionjobs";
  private static final String CHILDREN = "/apis/batch/v1/namespaces/%s/jobs?watch=true";
  private static final Pattern CHILD = Pattern.compile("\"name\":\"(job-[0-9]+)-1\"");

  private final Map<String, Long> sent = new ConcurrentHashMap<>();
  private final Map<String, Long> applied = new ConcurrentHashMap<>();
  private final Map<String, Long> started = new ConcurrentHashMap<>();

  private Burst() {}

  /**
   * Applies the jobs in a project of their own, and returns when each has its child and says so.
   *
   * @param users who apply them; one alone applies them in turn, as kubectl does
   */
  static Burst by(Users users, KubernetesClient client) {
    Burst burst = new Burst();
    Project project = Project.create(client);
    Map<String, String> jobs =
        IntStream.range(0, JOBS)
            .mapToObj(i -> project.given("job-" + i))
            .collect(Collectors.toMap(job -> job.getMetadata().getName(), Serialization::asJson));
    try (Stream<String> children = users.watch(CHILDREN.formatted(project.namespace()))) {
      CompletableFuture<Void> watching =
          CompletableFuture.runAsync(
              () -> children.forEach(burst::stopClock), Thread.ofVirtual()::start);
      users.each(
          jobs.entrySet(),
          job -> {
            burst.sent.put(job.getKey(), System.nanoTime());
            users.post(PATH.formatted(project.namespace()), job.getValue());
            burst.applied.put(job.getKey(), System.nanoTime());
          });
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> {
            assertThat(watching).isNotCompleted();
            assertThat(burst.started).as("children").hasSize(JOBS);
          });
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

  private void stopClock(String event) {
    Matcher child = CHILD.matcher(event);
    if (child.find()) {
      started.putIfAbsent(child.group(1), System.nanoTime());
    }
  }
}
