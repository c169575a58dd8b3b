package dev.lathe.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.Artifact;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.JobProgress;
import dev.lathe.crds.JobState;
import dev.lathe.crds.TrainingStatus;
import dev.lathe.e2e.cluster.ClusterVolume;
import dev.lathe.e2e.cluster.DigitsJob;
import dev.lathe.e2e.cluster.Jobs;
import dev.lathe.e2e.cluster.KindCluster;
import dev.lathe.e2e.cluster.ProgressLog;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Training on a cluster that takes pods away. */
@ExtendWith(KindCluster.class)
class TrainingE2E {
  private static final String NAMESPACE = "training";

  @BeforeAll
  static void publishModelAndData(KindCluster.Running cluster) {
    DigitsJob.publish(cluster.registry());
  }

  @Test
  void aJobWhosePodsAreDeletedEndsWithTheModelOfAnUndisturbedOne(KindCluster.Running cluster) {
    Jobs jobs = new Jobs(cluster.client(), cluster.newNamespace(NAMESPACE));
    ClusterVolume.create(cluster.client(), NAMESPACE, "checkpoints");
    DigitsJob steady = DigitsJob.named("steady");
    DigitsJob disturbed = DigitsJob.named("disturbed").keptOn("checkpoints");

    List<JobProgress> said;
    try (ProgressLog log = ProgressLog.of(jobs, "disturbed")) {
      jobs.apply(disturbed.manifest(cluster.registry()));
      deletePodAt(cluster, jobs, DigitsJob.STEPS, DigitsJob.STEPS / 3);
      cluster.restartOperator();
      deletePodAt(cluster, jobs, DigitsJob.AWARE_STEPS, DigitsJob.AWARE_STEPS / 3);
      jobs.apply(steady.manifest(cluster.registry()));
      jobs.awaitEnd("disturbed");
      said = log.said();
    }
    CompressionJobStatus ended = jobs.awaitEnd("disturbed");
    CompressionJobStatus expected = jobs.awaitEnd("steady");

    assertThat(ended.state()).as(ended.toString()).isEqualTo(JobState.COMPLETE);
    assertThat(ended.attempt()).isEqualTo(1);
    assertThat(artifact(ended).digest()).isEqualTo(artifact(expected).digest());
    assertThat(artifact(ended).modelDigest()).isEqualTo(artifact(expected).modelDigest());
    assertNothingWentBackUnnamed(said);
    assertThat(said.stream().map(JobProgress::pod).filter(Objects::nonNull).distinct()).hasSize(3);
    assertThat(said)
        .anyMatch(each -> String.valueOf(each.display()).matches("\\d+% Train \\d+/\\d+"));
    assertThat(curves(cluster, disturbed, ended)).isEqualTo(curves(cluster, steady, expected));
  }

  private static Artifact artifact(CompressionJobStatus status) {
    return Objects.requireNonNull(status.artifact(), status::toString);
  }

  /** Deletes the pod, as a drained node would, once a training of so many steps has done some. */
  private static void deletePodAt(KindCluster.Running cluster, Jobs jobs, long steps, long step) {
    jobs.await("disturbed", status -> isAt(status, steps, step));
    cluster.client().pods().inNamespace(NAMESPACE).delete();
  }

  private static boolean isAt(CompressionJobStatus status, long steps, long step) {
    return Optional.ofNullable(status.progress())
        .map(JobProgress::training)
        .filter(training -> Objects.equals(training.steps(), steps))
        .map(TrainingStatus::step)
        .filter(done -> done >= step)
        .isPresent();
  }

  private static void assertNothingWentBackUnnamed(List<JobProgress> said) {
    for (int i = 1; i < said.size(); i++) {
      JobProgress before = said.get(i - 1);
      JobProgress now = said.get(i);
      if (Objects.requireNonNull(now.percent()) < Objects.requireNonNull(before.percent())) {
        assertThat(now.message())
            .as("%s after %s", now, before)
            .startsWith("Resumed in pod " + now.pod());
      }
    }
  }

  /** Returns the curves that lie beside the published model, after a look at the report. */
  private static String curves(
      KindCluster.Running cluster, DigitsJob job, CompressionJobStatus status) {
    String digest = Objects.requireNonNull(artifact(status).digest());
    assertThat(cluster.registry().report(job.output(), digest, "report.html"))
        .contains("Training", "<svg");
    String curves = cluster.registry().report(job.output(), digest, "metrics.jsonl");
    assertThat(curves.lines().count())
        .isGreaterThanOrEqualTo(DigitsJob.STEPS + DigitsJob.AWARE_STEPS);
    return curves;
  }
}
