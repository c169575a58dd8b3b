package dev.lathe.engine.execute;

import dev.lathe.engine.execute.emit.Program;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Node;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns PyTorch's errors into those that name a node. */
final class TorchFailure {
  private static final Pattern LINE = Pattern.compile("code/__torch__\\.py\", line (\\d+)");
  private static final int LONGEST_CAUSE = 2000;

  private TorchFailure() {}

  /** The text does not compile: a row of the table is wrong. */
  static EngineException loading(Program program, ai.djl.engine.EngineException cause) {
    return failure(Reason.ENGINE_ERROR, "cannot be compiled", program, cause);
  }

  static EngineException running(Program program, ai.djl.engine.EngineException cause) {
    String message = String.valueOf(cause.getMessage());
    Reason reason =
        message.contains("DefaultCPUAllocator") || message.contains("out of memory")
            ? Reason.OUT_OF_MEMORY
            : Reason.INVALID_DATA;
    return failure(reason, "fails", program, cause);
  }

  private static EngineException failure(
      Reason reason, String what, Program program, ai.djl.engine.EngineException cause) {
    String message = String.valueOf(cause.getMessage());
    String label = node(program, message).map(Node::label).orElse("the model");
    return new EngineException(reason, label + " " + what + ": " + brief(message), cause);
  }

  private static Optional<Node> node(Program program, String message) {
    Matcher lines = LINE.matcher(message);
    while (lines.find()) {
      Optional<Node> origin = program.origin(Integer.parseInt(lines.group(1)));
      if (origin.isPresent()) {
        return origin;
      }
    }
    return Optional.empty();
  }

  /** Returns the last lines, which say what is wrong; the first ones say only where. */
  private static String brief(String message) {
    String text = message.strip();
    return text.length() <= LONGEST_CAUSE ? text : text.substring(text.length() - LONGEST_CAUSE);
  }
}
