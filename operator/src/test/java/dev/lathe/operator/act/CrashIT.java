package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.FakeJobController;
import dev.lathe.operator.cluster.FakeKubelet;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.decide.Decide;
import dev.lathe.operator.decide.Rules;
import dev.lathe.operator.metrics.JobMetrics;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator ends at every one of its writes in turn, once before it and once after it. Whoever
 * takes over brings the job to the same end, with the same children, and never two that live.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
  private static final int MAX_ROUNDS = 60;
  private static final String RESULT =
      """
      {"version":1,"outcome":"Succeeded","artifact":{"uri":"oci://r/o@sha256:1","digest":"sha256:1"}}\
      """;

  private final Crashes crashes = new Crashes();
  private KubernetesClient client;
  private KubernetesClient crashing;
  private boolean lagging;

  /** A life of a job, and what happens in it from outside. */
  enum Life {
    SUCCESS {
      @Override
      void begin(FakeKubelet kubelet) {
        kubelet.exit("job-1", 0, RESULT);
      }
    },
    RETRY_AND_SUCCESS {
      @Override
      void begin(FakeKubelet kubelet) {
        kubelet.exit("job-1", 20, "");
        kubelet.exit("job-2", 0, RESULT);
      }
    },
    SUSPENSION {
      @Override
      void round(int round, Project project, FakeKubelet kubelet) {
        switch (round) {
          case 3 -> project.patch("job", "{\"spec\":{\"suspend\":true}}");
          case 7 -> project.patch("job", "{\"spec\":{\"suspend\":false}}");
          case 11 -> kubelet.exit("job-1", 0, RESULT);
          default -> {}
        }
      }
    },
    NO_PROGRESS {
      @Override
      void begin(FakeKubelet kubelet) {
        kubelet.exit("job-1", 50, "");
      }
    };

    void begin(FakeKubelet kubelet) {}

    void round(int round, Project project, FakeKubelet kubelet) {}
  }

  /** How a job ended. */
  private record End(List<String> conditions, int attempt, String state, List<String> children) {}

  @BeforeAll
  void connect() {
    client = ApiServer.get().newClient();
    crashing = ApiServer.client(crashes);
    Project.createRuntime(client);
  }

  @AfterAll
  void disconnect() {
    crashing.close();
    client.close();
  }

  @ParameterizedTest
  @EnumSource
  void anyCrashLeadsToTheSameEnd(Life life) {
    End undisturbed = live(life, -1, false);
    int writes = crashes.writes().size();
    assertThat(writes).isGreaterThanOrEqualTo(4);
    for (int write = 0; write < writes; write++) {
      for (boolean done : new boolean[] {false, true}) {
        assertThat(live(life, write, done))
            .as("%s, crash %s write %d", life, done ? "after" : "before", write)
            .isEqualTo(undisturbed);
      }
    }
  }

  /** What informers tell may be older than what was written; nothing is done twice for that. */
  @ParameterizedTest
  @EnumSource
  void anOldViewLeadsToTheSameEnd(Life life) {
    End upToDate = live(life, -1, false);
    lagging = true;
    try {
      assertThat(live(life, -1, false)).isEqualTo(upToDate);
    } finally {
      lagging = false;
    }
  }

  private End live(Life life, int crashAt, boolean done) {
    Project project = Project.create(client);
    FakeJobController controller = new FakeJobController(client, project.namespace());
    FakeKubelet kubelet = new FakeKubelet(client, project.namespace());
    crashes.plan(crashAt, done);
    project.apply("job");
    life.begin(kubelet);
    LiveSight now = new LiveSight(client);
    LaggingSight before = new LaggingSight(now);
    CompressionJobReconciler operator = newOperator();
    int crashed = 0;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      life.round(round, project, kubelet);
      boolean crash = pass(operator, project, lagging ? before : now);
      if (crash) {
        crashed++;
        crashes.restart();
        operator = newOperator();
      } else if (isOver(project)) {
        assertThat(pass(operator, project, lagging ? before : now)).isFalse();
        assertThat(crashed).isEqualTo(crashAt < 0 ? 0 : 1);
        return end(project);
      }
      assertThat(live(project)).as("live children in round %d", round).hasSizeLessThanOrEqualTo(1);
      controller.step();
      kubelet.step();
    }
    throw new AssertionError(
        "no end after %d rounds: %s".formatted(MAX_ROUNDS, project.status("job")));
  }

  /** Runs one pass and returns whether the operator ended in it. */
  private boolean pass(CompressionJobReconciler operator, Project project, Sight sight) {
    CompressionJob job = project.job("job");
    try {
      operator.reconcile(
          sight instanceof LaggingSight lag ? lag.job(job) : job, sight, new LiveSight(client));
      return crashes.isDoomed();
    } catch (RuntimeException e) {
      assertThat(isCrash(e)).as("crash or defect: %s", e).isTrue();
      return true;
    }
  }

  private CompressionJobReconciler newOperator() {
    return new CompressionJobReconciler(
        new CompressionJobReconciler.Parts(crashing, InstantSource.system(), Optional::empty),
        new Decide(new Rules(2, Duration.ZERO, Duration.ZERO)),
        new JobMetrics(new SimpleMeterRegistry()),
        new EventNews(client, "test"));
  }

  private static boolean isCrash(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Crashes.Crash) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOver(Project project) {
    return project.status("job").completionTime() != null;
  }

  private static List<Job> live(Project project) {
    return project.children().stream()
        .filter(child ->
            child.getStatus() == null
                || child.getStatus().getConditions().stream()
                    .noneMatch(condition ->
                        "Complete".equals(condition.getType())
                            || "Failed".equals(condition.getType())))
        .toList();
  }

  private static End end(Project project) {
    CompressionJob job = project.job("job");
    CompressionJobStatus status = project.status("job");
    List<Condition> conditions = Optional.ofNullable(status.conditions()).orElse(List.of());
    return new End(
        conditions.stream()
            .map(each -> each.getType() + "=" + each.getStatus() + "/" + each.getReason())
            .toList(),
        Optional.ofNullable(job.getStatus().attempt()).orElse(0),
        String.valueOf(status.state()),
        project.children().stream().map(child -> child.getMetadata().getName()).sorted().toList());
  }
}
