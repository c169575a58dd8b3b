package dev.lathe.engine.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How a {@link Session} runs a model. Threads never spin while they wait: spinning ones take the
 * processor from whatever else runs, the other session of a comparison among it.
 *
 * @param threads threads one operator may use, at least 1
 * @param optimization how far the graph may be rewritten
 * @param memoryPattern whether a run plans its memory by the shapes of an earlier one: faster where
 *     shapes repeat, memory for each shape seen where they do not
 * @param arena whether freed memory is kept for the next run
 * @param config further entries by the runtime's own keys, such as {@code session.qdqisint8allowed}
 */
public record SessionOptions(
    int threads,
    Optimization optimization,
    boolean memoryPattern,
    boolean arena,
    SequencedMap<String, String> config) {
  public SessionOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("a session needs at least 1 thread, found " + threads);
    }
    config = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(config));
  }

  /** Returns the options a server would use: everything optimised. */
  public static SessionOptions serving(int threads) {
    return new SessionOptions(threads, Optimization.ALL, true, true, new LinkedHashMap<>());
  }

  /**
   * Returns the options under which the graph runs node by node as it is written, and no memory is
   * held between runs.
   */
  public static SessionOptions asWritten(int threads) {
    return new SessionOptions(threads, Optimization.DISABLED, false, false, new LinkedHashMap<>());
  }

  public SessionOptions withOptimization(Optimization other) {
    return new SessionOptions(threads, other, memoryPattern, arena, config);
  }

  /** Returns these options with one more entry under the runtime's own key. */
  public SessionOptions with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(config);
    more.put(key, value);
    return new SessionOptions(
        threads, optimization, memoryPattern, arena, new LinkedHashMap<>(more));
  }
}
