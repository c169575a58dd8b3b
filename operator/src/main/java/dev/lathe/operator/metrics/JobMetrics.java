package dev.lathe.operator.metrics;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.GateStatus;
import dev.lathe.crds.JobState;
import dev.lathe.crds.ModelSizes;
import dev.lathe.operator.observe.Memory;
import dev.lathe.operator.observe.Times;
import dev.lathe.operator.status.News;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Prometheus is told of jobs. No label names a job, a namespace, a gate or a digest: the
 * number of series does not grow with use.
 */
public final class JobMetrics implements News {
  private static final Duration[] WAITS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6),
    Duration.ofHours(24)
  };
  private static final Duration[] DURATIONS = {
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4),
    Duration.ofHours(24)
  };
  private static final double[] RATIOS = {1, 1.5, 2, 3, 4, 6, 10};

  private final MeterRegistry registry;
  private final Timer queueWait;
  private final DistributionSummary ratio;

  public JobMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.queueWait =
        Timer.builder("compression.queue.wait")
            .description("Time from wanting a pod to its start.")
            .serviceLevelObjectives(WAITS)
            .register(registry);
    this.ratio =
        DistributionSummary.builder("compression.ratio")
            .description("How many times smaller compressed models are.")
            .serviceLevelObjectives(RATIOS)
            .register(registry);
    registry.counter("compression.attempts");
    registry.counter("compression.interruptions");
  }

  /**
   * Counts jobs by state, each time Prometheus asks. All replicas see the same jobs: take the
   * maximum over them, not the sum.
   */
  public void countJobs(Supplier<Stream<CompressionJob>> jobs) {
    for (JobState state : JobState.values()) {
      Gauge.builder("compression.jobs", () -> jobs.get().filter(job -> isIn(job, state)).count())
          .description("Jobs by state, as this replica sees them.")
          .tag("state", text(state))
          .register(registry);
    }
  }

  @Override
  public void changed(CompressionJob job, CompressionJobStatus before, CompressionJobStatus after) {
    count("compression.attempts", orZero(after.attempt()) - orZero(before.attempt()));
    boolean sameAttempt = orZero(after.attempt()) == orZero(before.attempt());
    count(
        "compression.interruptions",
        orZero(after.interruptions()) - (sameAttempt ? orZero(before.interruptions()) : 0));
    if (after.state() == JobState.RUNNING && before.waitingSince() != null) {
      between(before.waitingSince(), startOfPod(after)).ifPresent(queueWait::record);
    }
    if (after.completionTime() != null && before.completionTime() == null) {
      completed(job, after);
    }
  }

  private void completed(CompressionJob job, CompressionJobStatus status) {
    String outcome = text(status.state());
    String reason =
        Memory.of(job).conditions().stream()
            .filter(condition -> "Failed".equals(condition.getType()))
            .map(condition -> condition.getReason())
            .flatMap(text -> ConditionReason.ofText(text).stream())
            .map(ConditionReason::text)
            .findFirst()
            .orElse("");
    registry
        .counter("compression.jobs.completed", "outcome", outcome, "reason", reason)
        .increment();
    between(status.startTime(), Times.parse(status.completionTime()))
        .ifPresent(duration -> durations(outcome).record(duration));
    for (GateStatus gate : Optional.ofNullable(status.gates()).orElse(List.of())) {
      registry
          .counter(
              "compression.gate.evaluations",
              "metric",
              metric(job, gate),
              "outcome",
              spelt(gate.outcome()))
          .increment();
    }
    ModelSizes sizes = status.sizes();
    if (sizes != null && sizes.originalBytes() != null && orZero(sizes.compressedBytes()) > 0) {
      ratio.record((double) orZero(sizes.originalBytes()) / orZero(sizes.compressedBytes()));
    }
  }

  /** The metric as the job names it: what an engine says might be anything. */
  private static String metric(CompressionJob job, GateStatus status) {
    return Optional.ofNullable(job.getSpec().gates()).orElse(List.of()).stream()
        .filter(gate -> gate.name().equals(status.name()))
        .map(gate -> spelt(gate.metric()))
        .findFirst()
        .orElse("");
  }

  private Timer durations(String outcome) {
    return Timer.builder("compression.job.duration")
        .description("Time from taking a job up to its end.")
        .tag("outcome", outcome)
        .serviceLevelObjectives(DURATIONS)
        .register(registry);
  }

  private void count(String name, int more) {
    if (more > 0) {
      registry.counter(name).increment(more);
    }
  }

  private static Optional<Instant> startOfPod(CompressionJobStatus status) {
    return Optional.ofNullable(status.pod()).flatMap(pod -> Times.parse(pod.startTime()));
  }

  private static Optional<Duration> between(@Nullable String from, Optional<Instant> to) {
    return Times.parse(from)
        .flatMap(start -> to.map(end -> Duration.between(start, end)))
        .filter(duration -> !duration.isNegative());
  }

  private static boolean isIn(CompressionJob job, JobState state) {
    return job.getStatus() != null && job.getStatus().state() == state;
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private static String text(@Nullable JobState state) {
    return state == null ? "" : spelt(state);
  }

  /** Returns a constant as the API spells it: GATES_FAILED is GatesFailed. */
  private static String spelt(Enum<?> constant) {
    return Arrays.stream(constant.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
