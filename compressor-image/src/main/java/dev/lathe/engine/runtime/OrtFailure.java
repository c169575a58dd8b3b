package dev.lathe.engine.runtime;

import ai.onnxruntime.OrtException;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.List;
import java.util.regex.Pattern;

/** Puts the runtime's errors into the engine's reasons, keeping its sentence. */
final class OrtFailure {
  private static final Pattern PREFIX =
      Pattern.compile(
          "^(Error code - [A-Z_]+ - message: )?(Load model from .*? failed: ?)?"
              + "(Exception during initialization: |Fatal error: |This is an invalid model\\. )?");
  private static final Pattern SOURCE_LOCATION =
      Pattern.compile(
          "(?:[\\w./-]+/)?[\\w-]+\\.(?:cc|h|cpp|hpp):\\d+ (?:[\\w:<>&*, ~]+\\([^)]*\\)(?: const)? )?");

  private static final List<String> OUT_OF_MEMORY =
      List.of("Failed to allocate memory", "bad_alloc", "Available memory of");
  private static final List<String> UNSUPPORTED =
      List.of(
          "No Op registered",
          "is not a registered function/op",
          "Unsupported model IR version",
          "only *guarantees* support for models stamped");

  private OrtFailure() {}

  /** Returns what to throw when a model cannot be loaded. */
  static EngineException loading(String model, OrtException cause) {
    return switch (cause.getCode()) {
      case ORT_NO_SUCHFILE ->
          failure(Reason.NOT_FOUND, "%s cannot be read".formatted(model), cause);
      case ORT_NOT_IMPLEMENTED ->
          failure(Reason.UNSUPPORTED_MODEL, "ONNX Runtime has no kernel for " + model, cause);
      default -> {
        if (says(cause, OUT_OF_MEMORY)) {
          yield failure(Reason.OUT_OF_MEMORY, "memory does not suffice to load " + model, cause);
        }
        yield says(cause, UNSUPPORTED)
            ? failure(Reason.UNSUPPORTED_MODEL, "ONNX Runtime cannot run " + model, cause)
            : failure(Reason.INVALID_MODEL, "ONNX Runtime cannot load " + model, cause);
      }
    };
  }

  /** Returns what to throw when a loaded model does not get through a run. */
  static EngineException running(String model, OrtException cause) {
    if (says(cause, OUT_OF_MEMORY)) {
      return failure(Reason.OUT_OF_MEMORY, "memory does not suffice to run " + model, cause);
    }
    return switch (cause.getCode()) {
      case ORT_NOT_IMPLEMENTED ->
          failure(Reason.UNSUPPORTED_MODEL, "ONNX Runtime cannot run " + model, cause);
      default -> failure(Reason.INVALID_DATA, model + " does not run on the inputs given", cause);
    };
  }

  /** Returns what to throw when a call fails that has no reason to. */
  static EngineException unexpected(String what, OrtException cause) {
    return failure(
        says(cause, OUT_OF_MEMORY) ? Reason.OUT_OF_MEMORY : Reason.ENGINE_ERROR, what, cause);
  }

  /** Returns the runtime's own sentence, without its error code and source locations. */
  static String sentence(OrtException cause) {
    String message = cause.getMessage() == null ? "no message" : cause.getMessage();
    String bare = SOURCE_LOCATION.matcher(PREFIX.matcher(message).replaceAll("")).replaceAll("");
    return bare.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static EngineException failure(Reason reason, String what, OrtException cause) {
    return new EngineException(reason, what + ": " + sentence(cause), cause);
  }

  private static boolean says(OrtException cause, List<String> anyOf) {
    String message = String.valueOf(cause.getMessage());
    return anyOf.stream().anyMatch(message::contains);
  }
}
