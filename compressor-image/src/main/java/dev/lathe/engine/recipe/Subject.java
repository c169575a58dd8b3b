package dev.lathe.engine.recipe;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.List;
import java.util.function.Supplier;

/**
 * An input of a job, so that what is wrong with it is told with its name.
 *
 * @param field of the manifest that names it, as in {@code data.calibration}
 * @param uri it is from
 */
record Subject(String field, String uri) {
  /** What is wrong with a model when it is worked on. */
  static final List<Reason> OF_MODEL = List.of(Reason.INVALID_MODEL, Reason.UNSUPPORTED_MODEL);

  /** What is wrong with data when a model runs on it. */
  static final List<Reason> OF_DATA = List.of(Reason.INVALID_DATA);

  /** Does something whose failures for one of these reasons are this input's fault. */
  <T> T blamedFor(List<Reason> reasons, Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineException e) {
      throw reasons.contains(e.reason()) ? named(e) : e;
    }
  }

  /** Does something whose every failure is this input's fault. */
  <T> T blamed(Supplier<T> work) {
    return blamedFor(List.of(Reason.values()), work);
  }

  /** Returns a failure with the name of this input, or of another if it has that already. */
  EngineException named(EngineException failure) {
    String name = this + ": ";
    return failure.getMessage().startsWith(name) || isNamed(failure)
        ? failure
        : new EngineException(failure.reason(), name + failure.getMessage(), failure);
  }

  /** Whether the message is that of its cause behind a name. */
  private static boolean isNamed(EngineException failure) {
    return failure.getCause() instanceof EngineException cause
        && failure.getMessage().endsWith("): " + cause.getMessage());
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(field, uri);
  }
}
