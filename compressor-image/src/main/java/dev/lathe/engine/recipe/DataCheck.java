package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.graph.FindNonFinite;
import dev.lathe.engine.graph.FindNonFinite.Found;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/** Looks at the numbers of data that ranges are learnt from. */
final class DataCheck {
  private DataCheck() {}

  /** Returns in words the first number that is not finite, by its input and sample. */
  static Optional<String> firstNonFinite(Dataset data, int batchSize) {
    long before = 0;
    try (Batches batches = data.batches(batchSize)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        for (Map.Entry<String, Tensor> input : batch.inputs().entrySet()) {
          Optional<Found> found = FindNonFinite.in(input.getValue(), input.getKey());
          if (found.isPresent()) {
            long each = found.get().elementCount() / batch.size();
            return Optional.of(
                "input '%s' is %s in sample %d"
                    .formatted(
                        input.getKey(),
                        found.get().isNan() ? "NaN" : "infinite",
                        before + found.get().index() / each));
          }
        }
        before += batch.size();
      }
    }
    return Optional.empty();
  }

  /** Returns a sentence for each input of reals that is one number throughout. */
  static List<String> notes(OpenData.Opened opened) {
    return sameThroughout(opened.dataset(), opened.batchSize()).entrySet().stream()
        .map(input ->
            "%s: all numbers of input '%s' are %s: ranges learnt from them fit no others"
                .formatted(
                    opened.loading().subject(),
                    input.getKey(),
                    isZero(input.getValue()) ? "0" : "the same"))
        .toList();
  }

  /**
   * Returns those inputs with the bytes of their number. Batches are read until it is clear that
   * there is none, which the first nearly always tells.
   */
  static SequencedMap<String, byte[]> sameThroughout(Dataset data, int batchSize) {
    SequencedMap<String, byte[]> same = new LinkedHashMap<>();
    try (Batches batches = data.batches(batchSize)) {
      SequencedMap<String, Tensor> inputs = batches.next().inputs();
      inputs.forEach((name, tensor) -> {
        if (tensor.type().isFloatingPoint() && tensor.elementCount() > 0) {
          int width = Math.toIntExact(tensor.sizeInBytes() / tensor.elementCount());
          same.put(name, Arrays.copyOf(tensor.toBytes(), width));
        }
      });
      removeOthers(same, inputs);
      while (batches.hasNext() && !same.isEmpty()) {
        removeOthers(same, batches.next().inputs());
      }
    }
    return same;
  }

  private static void removeOthers(
      SequencedMap<String, byte[]> same, SequencedMap<String, Tensor> inputs) {
    same.entrySet()
        .removeIf(
            entry -> !isAll(Objects.requireNonNull(inputs.get(entry.getKey())), entry.getValue()));
  }

  private static boolean isAll(Tensor tensor, byte[] number) {
    byte[] bytes = tensor.toBytes();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != number[i % number.length]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] number) {
    return Arrays.equals(number, new byte[number.length]);
  }
}
