package dev.lathe.operator.act;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.decide.Decide;
import dev.lathe.operator.desired.ProgressTarget;
import dev.lathe.operator.metrics.JobMetrics;
import dev.lathe.operator.status.News;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Brings each CompressionJob to its end. What happens to one within a moment is looked at in one
 * pass; so in a burst of jobs the children of all come before the statuses of the first.
 */
@Singleton
@ControllerConfiguration(name = "compressionjob")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 500,
    intervalMultiplier = 2,
    maxInterval = 60_000)
@RateLimited(maxReconciliations = 1, within = 1, unit = TimeUnit.SECONDS)
public final class CompressionJobReconciler implements Reconciler<CompressionJob> {
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final KueueApi kueue;
  private final Observe observe;
  private final Decide decide;
  private final Supplier<Optional<ProgressTarget>> progress;
  private final JobMetrics metrics;
  private final News news;

  public CompressionJobReconciler(
      Parts parts, Decide decide, JobMetrics metrics, EventNews events) {
    this.client = parts.client();
    this.kueue = new KueueApi(client, parts.clock());
    this.observe = new Observe(client, kueue, parts.clock());
    this.decide = decide;
    this.progress = parts.progress();
    this.metrics = metrics;
    this.news =
        (job, before, after) -> {
          metrics.changed(job, before, after);
          events.changed(job, before, after);
        };
  }

  /**
   * What the reconciler reaches the world by.
   *
   * @param progress where engines report to; asked anew for each attempt
   */
  public record Parts(
      KubernetesClient client, InstantSource clock, Supplier<Optional<ProgressTarget>> progress) {}

  @Override
  public List<EventSource<?, CompressionJob>> prepareEventSources(
      EventSourceContext<CompressionJob> context) {
    metrics.countJobs(() -> context.getPrimaryCache().list(job -> true));
    return EventSources.all(context);
  }

  @Override
  public UpdateControl<CompressionJob> reconcile(
      CompressionJob job, Context<CompressionJob> context) {
    CachedSight sight = new CachedSight(context);
    return reconcile(job, sight, sight)
        .map(after -> UpdateControl.<CompressionJob>noUpdate().rescheduleAfter(after))
        .orElseGet(UpdateControl::noUpdate);
  }

  /** Runs one pass and returns after which time to look again even if nothing is reported. */
  Optional<Duration> reconcile(CompressionJob job, Sight sight, Recent recent) {
    try {
      Writes writes = new Writes(client, kueue, recent);
      return new Loop(decide, writes, progress, news, observe.of(job, sight)).run();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.of(AFTER_CONFLICT);
      }
      throw e;
    }
  }
}
