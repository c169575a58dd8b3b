package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.FakeCluster;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.RunningOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Nothing is written where nothing changes, however often jobs are looked at. */
class SteadyStateIT {
  private final List<String> writes = new CopyOnWriteArrayList<>();

  @Test
  void lookingAgainWritesNothing() {
    try (KubernetesClient client = ApiServer.get().newClient();
        RunningOperator operator = new RunningOperator(new Recorder())) {
      Project.createRuntime(client);
      Project project = Project.create(client);
      try (FakeCluster cluster = new FakeCluster(client, project.namespace())) {
        cluster.kubelet().exit("done-1", 0, "garbage");
        cluster.kubelet().exit("failed-1", 10, "");
        project.apply("running", "activeDeadlineSeconds: 1000");
        project.apply("done");
        project.apply("failed");
        project.apply("queued", "queueName: gpu", "pendingDeadlineSeconds: 1000");
        project.apply("held", "suspend: true");
        project.apply("rejected", "runtimeRef: {name: none}");
        until(project, "running", "Running", "True/PodRunning");
        until(project, "done", "Failed", "True/ResultMissing");
        until(project, "failed", "Failed", "True/InvalidModel");
        until(project, "queued", "Suspended", "True/QueuedByKueue");
        until(project, "held", "Suspended", "True/UserRequested");
        until(project, "rejected", "Accepted", "False/RuntimeNotFound");
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(60)).until(this::isQuiet);

        for (int i = 0; i < 3; i++) {
          int passes = operator.passes();
          touchAll(client, project, i);
          await().atMost(Duration.ofSeconds(30)).until(() -> operator.passes() >= passes + 8);
        }
        System.out.printf("bench: writes %d%n", writes.size());
        assertThat(writes).isEmpty();
      }
    }
  }

  private boolean isQuiet() {
    boolean quiet = writes.isEmpty();
    writes.clear();
    return quiet;
  }

  /** Every child, every pod and the runtime change in a way that means nothing. */
  private static void touchAll(KubernetesClient client, Project project, int round) {
    Map<String, String> mark = Map.of("touched", "round-" + round);
    project
        .children()
        .forEach(child ->
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(project.namespace())
                .withName(child.getMetadata().getName())
                .edit(each -> {
                  each.getMetadata().setAnnotations(mark);
                  return each;
                }));
    client
        .resources(ClusterCompressionRuntime.class)
        .withName("default")
        .edit(runtime -> {
          runtime.getMetadata().setAnnotations(mark);
          return runtime;
        });
  }

  private static void until(Project project, String job, String condition, String expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(project.condition(job, condition)).isEqualTo(expected));
  }

  private final class Recorder implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!"GET".equals(request.method())) {
        writes.add(request.method() + " " + request.uri().getPath());
      }
    }
  }
}
