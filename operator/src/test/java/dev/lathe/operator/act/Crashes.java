package dev.lathe.operator.act;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a process, so to say, at one of its writes: just before it, or before whatever it does next.
 */
final class Crashes implements Interceptor {
  private final List<String> writes = new ArrayList<>();
  private int at = -1;
  private boolean done;

  /** What the operator does not live to see. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;

    Crash(String write) {
      super(write);
    }
  }

  /**
   * Crashes at a write.
   *
   * @param write counted from 0; -1 for none
   * @param done whether the write takes effect
   */
  void plan(int write, boolean done) {
    this.writes.clear();
    this.at = write;
    this.done = done;
  }

  /** Returns all writes since the last plan. */
  List<String> writes() {
    return List.copyOf(writes);
  }

  /** Whether the process has made its last write, and has not noticed yet. */
  boolean isDoomed() {
    return done && at >= 0 && writes.size() > at;
  }

  /** Lets another process go on, with no further crash. */
  void restart() {
    at = -1;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    String call = request.method() + " " + request.uri().getPath();
    if (isDoomed()) {
      throw new Crash(call);
    }
    if (isWrite(request)) {
      writes.add(call);
      if (!done && writes.size() - 1 == at) {
        throw new Crash(call);
      }
    }
  }

  private static boolean isWrite(HttpRequest request) {
    return !"GET".equals(request.method()) && !request.uri().getPath().contains("/events");
  }
}
