package dev.lathe.e2e.cluster;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The CompressionJobs of one namespace. */
public final class Jobs {
  private static final long PATIENCE_MINUTES = 6;

  private final KubernetesClient client;
  private final String namespace;

  public Jobs(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Applies a manifest. */
  public void apply(String manifest) {
    client.resource(manifest).inNamespace(namespace).serverSideApply();
  }

  public Resource<CompressionJob> job(String name) {
    return client.resources(CompressionJob.class).inNamespace(namespace).withName(name);
  }

  /**
   * Waits until a job's status is as wanted and returns it.
   *
   * @throws AssertionError with the last status, if it never is
   */
  public CompressionJobStatus await(String name, Predicate<CompressionJobStatus> wanted) {
    try {
      return Objects.requireNonNull(
          job(name)
              .waitUntilCondition(
                  job -> job != null && job.getStatus() != null && wanted.test(job.getStatus()),
                  PATIENCE_MINUTES,
                  TimeUnit.MINUTES)
              .getStatus());
    } catch (RuntimeException e) {
      throw new AssertionError("the status stayed at " + job(name).get().getStatus(), e);
    }
  }

  /** Waits until a job has ended. */
  public CompressionJobStatus awaitEnd(String name) {
    return await(name, status -> isTrue(status, "Complete") || isTrue(status, "Failed"));
  }

  public static Optional<Condition> condition(CompressionJobStatus status, String type) {
    return Optional.ofNullable(status.conditions()).stream()
        .flatMap(java.util.List::stream)
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }

  public static boolean isTrue(CompressionJobStatus status, String type) {
    return condition(status, type).filter(c -> c.getStatus().equals("True")).isPresent();
  }

  /** Returns the reason of a condition, or an empty text. */
  public static String reason(CompressionJobStatus status, String type) {
    return condition(status, type).map(Condition::getReason).orElse("");
  }

  public static String message(CompressionJobStatus status, String type) {
    return condition(status, type).map(Condition::getMessage).orElse("");
  }
}
