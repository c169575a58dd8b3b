package dev.lathe.operator.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each of many callers; those that are heard of least recently are forgotten.
 */
final class RateLimit<K> {
  private static final int MAX_CALLERS = 10_000;

  private final InstantSource clock;
  private final int burst;
  private final Duration refill;
  private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param burst calls that may come at once
   * @param refill after which time one more may
   */
  RateLimit(InstantSource clock, int burst, Duration refill) {
    this.clock = clock;
    this.burst = burst;
    this.refill = refill;
  }

  private record Bucket(double tokens, Instant at) {}

  /** Whether the caller may call now; counts as a call if so. */
  synchronized boolean allows(K caller) {
    Instant now = clock.instant();
    Bucket bucket = buckets.getOrDefault(caller, new Bucket(burst, now));
    double refilled = (double) Duration.between(bucket.at(), now).toNanos() / refill.toNanos();
    double tokens = Math.min(burst, bucket.tokens() + Math.max(0, refilled));
    boolean allowed = tokens >= 1;
    buckets.put(caller, new Bucket(allowed ? tokens - 1 : tokens, now));
    if (buckets.size() > MAX_CALLERS) {
      buckets.remove(buckets.keySet().iterator().next());
    }
    return allowed;
  }
}
