package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes single samples out of a batch. */
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

  /** Lays the same answer of several samples one behind the other. */
  static void append(Map<String, byte[]> into, String name, byte[] bytes, int sample, int samples) {
    byte @Nullable [] all = into.get(name);
    if (all == null) {
      all = new byte[Math.multiplyExact(bytes.length, samples)];
      into.put(name, all);
    }
    System.arraycopy(bytes, 0, all, sample * bytes.length, bytes.length);
  }
}
