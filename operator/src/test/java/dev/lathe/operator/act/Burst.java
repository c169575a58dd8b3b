package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.cluster.Project;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A hundred jobs, and how long each waits for its child. */
final class Burst {
  static final int JOBS = 100;

  private static final String PATH =
      "/apis/compression.lathe.dev/v1alpha1/namespaces/%s/compressionjobs";
  private static final String CHILDREN = "apis/batch/v1/namespaces/%s/jobs";
  private static final Pattern CHILD = Pattern.compile("\"name\":\"(job-[0-9]+)-1\"");

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
    Map<String, String> jobs =
        IntStream.range(0, JOBS)
            .mapToObj(i -> project.given("job-" + i))
            .collect(Collectors.toMap(job -> job.getMetadata().getName(), Serialization::asJson));
    AsyncBody children = burst.watch(client, project);
    try (ExecutorService users = Executors.newFixedThreadPool(clients)) {
      jobs.forEach((name, job) ->
          users.execute(() -> {
            burst.sent.put(name, System.nanoTime());
            client.raw(PATH.formatted(project.namespace()), "POST", job);
            burst.applied.put(name, System.nanoTime());
          }));
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(burst.started).as("children").hasSize(JOBS));
      await().atMost(Duration.ofMinutes(2)).until(() -> isTold(client, project));
    } finally {
      children.cancel();
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

  /** Stops a clock for each child that the API server tells of, without reading more of it. */
  private AsyncBody watch(KubernetesClient client, Project project) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(client.getMasterUrl() + CHILDREN.formatted(project.namespace()) + "?watch=true")
            .header("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            .build();
    StringBuilder unread = new StringBuilder();
    AsyncBody body =
        client
            .getHttpClient()
            .consumeBytes(
                request,
                (buffers, more) -> {
                  buffers.forEach(buffer -> unread.append(StandardCharsets.UTF_8.decode(buffer)));
                  Matcher child = CHILD.matcher(unread);
                  int end = 0;
                  while (child.find()) {
                    started.putIfAbsent(child.group(1), System.nanoTime());
                    end = child.end();
                  }
                  unread.delete(0, end);
                  more.consume();
                })
            .join()
            .body();
    body.consume();
    return body;
  }
}
