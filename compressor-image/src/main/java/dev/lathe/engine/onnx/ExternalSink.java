package dev.lathe.engine.onnx;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Collects the tensors that go into the file beside a model. */
final class ExternalSink {
  /** Offsets are aligned so that a runtime can map each tensor. */
  private static final long ALIGNMENT = 4096;

  private final String location;
  private final long threshold;
  private final List<MemorySegment> parts = new ArrayList<>();
  private long size;

  /** Takes tensors of {@code threshold} bytes and more into the file {@code location}. */
  ExternalSink(String location, long threshold) {
    this.location = location;
    this.threshold = threshold;
  }

  /** Returns a sink that takes nothing. */
  static ExternalSink none() {
    return new ExternalSink("", Long.MAX_VALUE);
  }

  /** Where a tensor lies. */
  record Place(String location, long offset) {}

  boolean takes(Tensor tensor) {
    return tensor.type() != DType.STRING && tensor.sizeInBytes() >= threshold;
  }

  Place add(MemorySegment data) {
    long padding = Math.floorMod(-size, ALIGNMENT);
    if (padding > 0) {
      parts.add(MemorySegment.ofArray(new byte[(int) padding]));
    }
    Place place = new Place(location, size + padding);
    parts.add(data);
    size = place.offset() + data.byteSize();
    return place;
  }

  List<MemorySegment> parts() {
    return parts;
  }
}
