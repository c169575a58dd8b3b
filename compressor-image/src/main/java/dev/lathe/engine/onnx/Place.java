package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import org.jspecify.annotations.Nullable;

/** Where in the tree of messages a reader is; the text is only made for an error. */
record Place(@Nullable Place outer, String field, int index, int depth) {
  /** As deep as the reference implementations of protobuf go: nobody else reads deeper. */
  static final int DEEPEST = 100;

  static Place root(String name) {
    return new Place(null, name, -1, 0);
  }

  /** Returns the place of the only message in a field. */
  Place in(String inner) {
    return new Place(this, inner, -1, depth + 1);
  }

  /** Returns the place of one of several messages in a field. */
  Place in(String inner, int at) {
    return new Place(this, inner, at, depth + 1);
  }

  /** Returns the failure of what stands here, found at a byte of the file. */
  EngineException invalid(long offset, String problem, @Nullable Throwable cause) {
    String path = toString();
    String message =
        "not a valid ONNX model: %s%s (byte %d)"
            .formatted(path.isEmpty() ? "" : path + ": ", problem, offset);
    return cause == null
        ? new EngineException(Reason.INVALID_MODEL, message)
        : new EngineException(Reason.INVALID_MODEL, message, cause);
  }

  /** Returns the path as in {@code graph.node[3].attribute[0]}; empty for a root without a name. */
  @Override
  public String toString() {
    String self = index < 0 ? field : field + "[" + index + "]";
    String before = outer == null ? "" : outer.toString();
    return before.isEmpty() ? self : before + "." + self;
  }
}
