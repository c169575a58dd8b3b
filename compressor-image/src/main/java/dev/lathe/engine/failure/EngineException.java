package dev.lathe.engine.failure;

import java.util.Objects;

/**
 * The one exception of the engine. The message is for the user: what was expected, what was found,
 * and where; a fault in the manifest names the field's path.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  public EngineException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public EngineException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  public Reason reason() {
    return reason;
  }
}
