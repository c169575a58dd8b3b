package dev.lathe.operator.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers that are remembered for a while; the oldest are forgotten first. */
final class Expiring<K, V> {
  private static final int MAX_ENTRIES = 10_000;

  private final InstantSource clock;
  private final Duration lifetime;
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

  Expiring(InstantSource clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  private record Entry<V>(V value, Instant until) {}

  synchronized Optional<V> get(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null || !clock.instant().isBefore(entry.until())
        ? Optional.empty()
        : Optional.of(entry.value());
  }

  synchronized void put(K key, V value) {
    entries.remove(key);
    entries.put(key, new Entry<>(value, clock.instant().plus(lifetime)));
    if (entries.size() > MAX_ENTRIES) {
      entries.remove(entries.keySet().iterator().next());
    }
  }
}
