package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import java.util.List;

/**
 * An array in a file, its first axis counting samples.
 *
 * @param what file and array, for messages
 */
record StoredArray(String what, NumpyType type, Shape shape, Rows rows) {

  /** Returns the shape of one sample. */
  Shape sample() {
    return Shape.of(shape.toList().subList(1, shape.rank()));
  }

  /** Returns shape and type as in {@code [10, 3] of DOUBLE in array 'x' of data.npz}. */
  String found() {
    return shape + " of " + type.type() + " in " + what;
  }

  /**
   * Returns the array as the classes of samples.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if it is not one integer a sample
   */
  Column labels() {
    boolean oneEach = shape.product(1, shape.rank()) == 1;
    Elements elements =
        Conversion.ofLabels(type)
            .filter(_ -> oneEach)
            .orElseThrow(() ->
                DataFailure.invalid(
                    "labels: one integer a sample expected, [n], found " + found()));
    return new Column("labels", what, rows, elements, Shape.scalar());
  }

  /** Returns the array as what a model is to put out, its elements of the type they have. */
  Column targets() {
    return new Column("targets", what, rows, Conversion.none(type), sample());
  }

  /**
   * Checks that arrays hold the same number of samples.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA naming two that do not
   */
  static void requireSameLength(List<Column> columns) {
    Column first = columns.getFirst();
    for (Column column : columns) {
      if (column.rows().count() != first.rows().count()) {
        throw DataFailure.invalid(
            "arrays differ in length: %s has %d samples, %s has %d"
                .formatted(
                    first.what(), first.rows().count(), column.what(), column.rows().count()));
      }
    }
  }
}
