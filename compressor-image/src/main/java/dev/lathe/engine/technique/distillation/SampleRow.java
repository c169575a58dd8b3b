package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A sample of a batch.
 *
 * @param inputs each with a first extent of 1, as they would be if it were alone: without the
 *     padding behind it that the mask tells
 * @param positions how many the mask leaves it; 0 without a mask
 */
record SampleRow(SequencedMap<String, Tensor> inputs, long positions) {
  private static final String MASK = "attention_mask";

  /** Returns how many positions the samples of a batch are padded to; 0 without a mask. */
  static long positions(Batch batch) {
    Tensor mask = batch.inputs().get(MASK);
    return mask != null && mask.type() == DType.INT64 && mask.shape().rank() == 2
        ? mask.shape().dim(1)
        : 0;
  }

  /**
   * Takes a sample out of a batch.
   *
   * @param padded the inputs that may be padded, along their second axis
   */
  static SampleRow of(Batch batch, int sample, Set<String> padded) {
    SequencedMap<String, Tensor> row = new LinkedHashMap<>();
    batch.inputs().forEach((name, tensor) -> row.put(name, row(tensor, sample)));
    long all = positions(batch);
    if (all == 0) {
      return new SampleRow(row, 0);
    }
    Tensor mask = Objects.requireNonNull(row.get(MASK));
    long kept = all;
    while (kept > 1 && mask.longAt(kept - 1) == 0) {
      kept--;
    }
    long length = kept;
    row.replaceAll((name, tensor) -> padded.contains(name) ? cut(tensor, all, length) : tensor);
    return new SampleRow(row, length);
  }

  /** Returns what a tensor holds of a sample, with a first extent of 1. */
  static Tensor row(Tensor tensor, int sample) {
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

  /** Returns the extents of its inputs. */
  List<Shape> extents() {
    return inputs.values().stream().map(Tensor::shape).toList();
  }

  /** Returns a batch of samples of equal extents. */
  static SequencedMap<String, Tensor> batch(List<SampleRow> samples) {
    SequencedMap<String, Tensor> batch = new LinkedHashMap<>();
    for (String name : samples.getFirst().inputs().keySet()) {
      List<Tensor> rows = new ArrayList<>();
      samples.forEach(sample -> rows.add(Objects.requireNonNull(sample.inputs().get(name))));
      batch.put(name, joined(rows, rows.getFirst().shape()));
    }
    return batch;
  }

  /**
   * Lays rows one behind the other.
   *
   * @param each the extents of one; zeros are put behind what takes less
   */
  static Tensor joined(List<Tensor> rows, Shape each) {
    DType type = rows.getFirst().type();
    long length = type.sizeInBytes(each.elementCount());
    MemorySegment all =
        MemorySegment.ofArray(new byte[Math.toIntExact(Math.multiplyExact(length, rows.size()))]);
    for (int i = 0; i < rows.size(); i++) {
      MemorySegment row = rows.get(i).data();
      MemorySegment.copy(row, 0, all, i * length, row.byteSize());
    }
    return Tensor.of(type, each.withDim(0, rows.size()), all);
  }
}
