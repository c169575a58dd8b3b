package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Arrays that lie beside each other.
 *
 * @param inputs in the model's order
 */
record Columns(List<Column> inputs, Optional<Column> labels, Optional<Column> targets)
    implements Closeable {
  Columns {
    inputs = List.copyOf(inputs);
  }

  List<Column> list() {
    return Stream.of(inputs.stream(), labels.stream(), targets.stream())
        .flatMap(columns -> columns)
        .toList();
  }

  Batch read(long... numbers) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    inputs.forEach(input -> tensors.put(input.name(), input.read(numbers)));
    return new Batch(
        tensors,
        labels.map(column -> column.read(numbers)),
        targets.map(column -> column.read(numbers)),
        numbers.length);
  }

  @Override
  public void close() throws IOException {
    for (Column column : list()) {
      column.close();
    }
  }
}
