package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/** Takes single samples out of a batch, and puts some together. */
final class SampleRow {
  private static final String MASK = "attention_mask";

  private SampleRow() {}

  /**
   * Returns the inputs of a sample, each with a first extent of 1, as they would be if it were
   * alone: without the padding behind it that the mask tells.
   *
   * @param padded the inputs that may be padded, along their second axis
   */
  static SequencedMap<String, Tensor> of(Batch batch, int sample, Set<String> padded) {
    SequencedMap<String, Tensor> row = new LinkedHashMap<>();
    batch.inputs().forEach((name, tensor) -> row.put(name, row(tensor, sample)));
    Tensor mask = row.get(MASK);
    if (mask != null && mask.type() == DType.INT64 && mask.shape().rank() == 2) {
      long all = mask.shape().dim(1);
      long kept = all;
      while (kept > 1 && mask.longAt(kept - 1) == 0) {
        kept--;
      }
      long length = kept;
      row.replaceAll((name, tensor) -> padded.contains(name) ? cut(tensor, all, length) : tensor);
    }
    return row;
  }

  private static Tensor row(Tensor tensor, int sample) {
    long bytes = tensor.data().byteSize() / tensor.shape().dim(0);
    return Tensor.of(
        tensor.type(), tensor.shape().withDim(0, 1), tensor.data().asSlice(sample * bytes, bytes));
  }

  private static Tensor cut(Tensor tensor, long all, long length) {
    if (tensor.shape().dim(1) != all) {
      return tensor;
    }
    long bytes = tensor.data().byteSize() / all * length;
    return Tensor.of(
        tensor.type(), tensor.shape().withDim(1, length), tensor.data().asSlice(0, bytes));
  }

  /** Returns a batch of samples of equal extents. */
  static SequencedMap<String, Tensor> joined(List<SequencedMap<String, Tensor>> samples) {
    SequencedMap<String, Tensor> batch = new LinkedHashMap<>();
    for (String name : samples.getFirst().keySet()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      samples.forEach(
          sample -> bytes.writeBytes(Objects.requireNonNull(sample.get(name)).toBytes()));
      Tensor first = Objects.requireNonNull(samples.getFirst().get(name));
      batch.put(
          name,
          Tensor.ofBytes(
              first.type(), first.shape().withDim(0, samples.size()), bytes.toByteArray()));
    }
    return batch;
  }
}
