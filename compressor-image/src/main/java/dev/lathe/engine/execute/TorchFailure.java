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
  private static final Pattern ASKED_BYTES = Pattern.compile("tried to allocate (\\d+) bytes");
  private static final int LONGEST_CAUSE = 2000;

  private TorchFailure() {}

  /** The text does not compile: a row of the table is wrong. */
  static EngineException loading(Program program, ai.djl.engine.EngineException cause) {
    return failure(Reason.ENGINE_ERROR, "cannot be compiled", program, cause);
  }

  static EngineException running(Program program, ai.djl.engine.EngineException cause) {
    String message = String.valueOf(cause.getMessage());
    return isMemory(message)
        ? memory(program, message, cause)
        : failure(Reason.INVALID_DATA, "fails", program, cause);
  }

  private static boolean isMemory(String message) {
    return message.contains("DefaultCPUAllocator")
        || message.contains("out of memory")
        || message.contains("bad_alloc");
  }

  /** Says what was asked for in one piece, and what there is in all. */
  private static EngineException memory(
      Program program, String message, ai.djl.engine.EngineException cause) {
    Matcher asked = ASKED_BYTES.matcher(message);
    String label = node(program, message).map(Node::label).orElse("the model");
    return new EngineException(
        Reason.OUT_OF_MEMORY,
        "%s needs %s bytes of memory in one piece, which cannot be had: there are %d in all"
            .formatted(label, asked.find() ? asked.group(1) : "more", NativeMemory.limitBytes()),
        cause);
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
