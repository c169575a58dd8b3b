package dev.lathe.operator.cluster;

import dev.lathe.operator.act.CompressionJobReconciler;
import dev.lathe.operator.act.EventNews;
import dev.lathe.operator.decide.Decide;
import dev.lathe.operator.decide.Rules;
import dev.lathe.operator.metrics.JobMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The operator with its informers and its queue, in this process. */
public final class RunningOperator implements AutoCloseable {
  private static final Rules QUICK = new Rules(3, Duration.ofMillis(100), Duration.ofMillis(400));

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger passes = new AtomicInteger();
  private final KubernetesClient client;
  private final EventNews events;
  private final Operator operator;

  /** Starts the operator with the rights that the chart gives it. */
  public RunningOperator() {
    this(new Interceptor() {});
  }

  /** Starts the operator with these rights; the interceptor sees its requests. */
  public RunningOperator(Interceptor interceptor) {
    this.client = OperatorRights.client(interceptor);
    this.events = new EventNews(client, "test");
    this.operator =
        new Operator(settings ->
            settings
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(32)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(5)));
    operator.register(
        new CompressionJobReconciler(
            new CompressionJobReconciler.Parts(client, this::look, Optional::empty),
            new Decide(QUICK),
            new JobMetrics(registry),
            events));
    operator.start();
  }

  /** Each pass asks for the time, once or twice. */
  private Instant look() {
    passes.incrementAndGet();
    return Instant.now();
  }

  /** Returns how often jobs were looked at, at most twice over. */
  public int passes() {
    return passes.get();
  }

  public MeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    operator.stop();
    events.close();
    client.close();
  }
}
