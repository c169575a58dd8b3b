package dev.lathe.engine.execute.emit;

import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.tensor.DType;

/**
 * How tensors pass between Java and the module. Java's side knows eight types; others travel in one
 * of these and are converted by the module.
 */
public final class Boundary {
  private Boundary() {}

  /** Returns the type in which elements travel; complex ones as pairs on a last axis. */
  public static TorchType travelling(DType type) {
    TorchType own = TorchType.carrying(type);
    return switch (own) {
      case INT16 -> TorchType.INT32;
      case BFLOAT16, COMPLEX64 -> TorchType.FLOAT;
      case COMPLEX128 -> TorchType.DOUBLE;
      case UINT8, INT8, INT32, INT64, FLOAT16, FLOAT, DOUBLE, BOOL -> own;
    };
  }

  /** Returns the tensor the module works on. */
  static String entering(DType type, String expression) {
    TorchType own = TorchType.carrying(type);
    return switch (own) {
      case INT16, BFLOAT16 -> "torch.to(" + expression + ", " + own.code() + ")";
      case COMPLEX64, COMPLEX128 -> "torch.view_as_complex(" + expression + ")";
      case UINT8, INT8, INT32, INT64, FLOAT16, FLOAT, DOUBLE, BOOL -> expression;
    };
  }

  /** Returns the tensor that Java can read. */
  static String leaving(DType type, String expression) {
    TorchType own = TorchType.carrying(type);
    return switch (own) {
      case INT16, BFLOAT16 -> "torch.to(" + expression + ", " + travelling(type).code() + ")";
      case COMPLEX64, COMPLEX128 -> "torch.view_as_real(" + expression + ")";
      case UINT8, INT8, INT32, INT64, FLOAT16, FLOAT, DOUBLE, BOOL -> expression;
    };
  }
}
