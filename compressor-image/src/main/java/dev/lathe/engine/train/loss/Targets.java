package dev.lathe.engine.train.loss;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.ValueLayout;

/** What a batch says the model should put out, in the type that a loss takes. */
final class Targets {
  private Targets() {}

  /**
   * Returns the batch's targets, or its labels if it has none, as INT64.
   *
   * @throws EngineException INVALID_DATA if it has neither, or they are no integers
   */
  static Tensor classes(Batch batch, String field, String loss) {
    Tensor given = either(batch, field, loss);
    if (given.type() == DType.INT64) {
      return given;
    }
    long[] values = new long[Math.toIntExact(given.elementCount())];
    for (int i = 0; i < values.length; i++) {
      double value = element(given, i, field);
      values[i] = (long) value;
      if (values[i] != value) {
        throw LossMisfit.ofData(
            field, "%s takes whole numbers, found a target of %s".formatted(loss, value));
      }
    }
    return Tensor.ofLongs(given.shape(), values);
  }

  /** Returns the batch's targets, or its labels if it has none, as FLOAT. */
  static Tensor reals(Batch batch, String field, String loss) {
    Tensor given = either(batch, field, loss);
    if (given.type() == DType.FLOAT) {
      return given;
    }
    float[] values = new float[Math.toIntExact(given.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) element(given, i, field);
    }
    return Tensor.ofFloats(given.shape(), values);
  }

  /**
   * Returns targets in the shape of an output.
   *
   * @throws EngineException INVALID_DATA if they cannot be laid out so
   */
  static Tensor shaped(Tensor targets, Prediction prediction, String field, String loss) {
    if (prediction.rank().isEmpty()) {
      return targets;
    }
    int rank = (int) prediction.rank().getAsLong();
    Shape shape = targets.shape();
    // one number a sample fits an output of one number a sample, however many axes that has
    while (shape.rank() < rank) {
      shape = Shape.of(appended(shape));
    }
    boolean fits = shape.rank() == rank;
    for (int axis = 1; fits && axis < rank; axis++) {
      fits = prediction.extent(axis).orElse(shape.dim(axis)) == shape.dim(axis);
    }
    if (!fits) {
      throw LossMisfit.ofData(
          field,
          "%s compares %s with a target of the same shape for each sample, found targets of %s"
              .formatted(loss, prediction, targets.shape()));
    }
    return targets.reshape(shape);
  }

  private static long[] appended(Shape shape) {
    long[] dims = java.util.Arrays.copyOf(shape.toArray(), shape.rank() + 1);
    dims[shape.rank()] = 1;
    return dims;
  }

  private static Tensor either(Batch batch, String field, String loss) {
    return batch
        .targets()
        .or(batch::labels)
        .orElseThrow(() ->
            LossMisfit.ofData(
                field, "%s takes labels or targets, the data has neither".formatted(loss)));
  }

  private static double element(Tensor tensor, long index, String field) {
    return switch (tensor.type()) {
      case FLOAT -> tensor.floatAt(index);
      case INT64 -> tensor.longAt(index);
      case DOUBLE -> tensor.data().getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, index);
      case INT32 -> tensor.data().getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index);
      case INT16 -> tensor.data().getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, index);
      case INT8 -> tensor.data().get(ValueLayout.JAVA_BYTE, index);
      case UINT8, BOOL -> tensor.data().get(ValueLayout.JAVA_BYTE, index) & 0xff;
      default ->
          throw new EngineException(
              Reason.INVALID_DATA,
              "%s: targets of %s cannot be read: FLOAT, DOUBLE or integers of up to 64 bit are"
                  .formatted(field, tensor.type()));
    };
  }
}
