package dev.lathe.engine.onnx;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are carried along as bytes but may hold tensors: training information, attributes
 * of rare kinds.
 *
 * <p>They are checked to be well-formed, and refused if they refer to external data: written to
 * another place, they would refer to nothing.
 */
enum Unmodelled {
  TENSOR,
  SPARSE_TENSOR,
  ATTRIBUTE,
  NODE,
  GRAPH,
  TRAINING_INFO,
  MODEL;

  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;

  /**
   * Consumes the field that a reader of such a message is at.
   *
   * @throws EngineException INVALID_MODEL if it is cut off or nested too deep, UNSUPPORTED_MODEL if
   *     a tensor within has external data
   */
  void check(ProtoReader reader) {
    Unmodelled part = part(reader.field());
    if (part != null) {
      ProtoReader inner = reader.message(part.name().toLowerCase(Locale.ROOT));
      while (inner.next()) {
        part.check(inner);
      }
    } else if (this == TENSOR && reader.field() == DATA_LOCATION) {
      if (reader.int32() == EXTERNAL) {
        throw new EngineException(
            Reason.UNSUPPORTED_MODEL,
            ("%s: external data is supported in the graph only: save the model with these weights"
                    + " inside")
                .formatted(reader.place()));
      }
    } else {
      reader.raw();
    }
  }

  /** Returns what a field of this message holds, if that may hold tensors. */
  private @Nullable Unmodelled part(int field) {
    return switch (this) {
      case TENSOR -> null;
      case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
      case ATTRIBUTE ->
          switch (field) {
            case 5, 10 -> TENSOR;
            case 6, 11 -> GRAPH;
            case 22, 23 -> SPARSE_TENSOR;
            default -> null;
          };
      case NODE -> field == 5 ? ATTRIBUTE : null;
      case GRAPH ->
          switch (field) {
            case 1 -> NODE;
            case 5 -> TENSOR;
            case 15 -> SPARSE_TENSOR;
            default -> null;
          };
      case TRAINING_INFO -> field == 1 || field == 2 ? GRAPH : null;
      case MODEL -> field == 20 ? TRAINING_INFO : null;
    };
  }
}
