package dev.lathe.engine.onnx;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the tensors that go into the file beside a model. */
final class ExternalSink {
  /** Offsets are multiples of this, in bytes, so that a runtime can map each tensor. */
  private static final int ALIGNMENT = 4096;

  private static final MemorySegment PADDING =
      MemorySegment.ofArray(new byte[ALIGNMENT]).asReadOnly();

  private final String location;
  private final ExternalData.Scope scope;
  private final long thresholdBytes;
  private final List<MemorySegment> chunks = new ArrayList<>();
  private long size;

  ExternalSink(String location, ExternalData.Scope scope, long thresholdBytes) {
    this.location = location;
    this.scope = scope;
    this.thresholdBytes = thresholdBytes;
  }

  /** Returns a sink that takes nothing. */
  static ExternalSink none() {
    return new ExternalSink("", ExternalData.Scope.NONE, 0);
  }

  /** Whether the tensor goes beside the model. */
  boolean takes(Tensor tensor, boolean wasExternal) {
    boolean inScope =
        switch (scope) {
          case NONE -> false;
          case AS_READ -> wasExternal;
          case ALL -> true;
        };
    return inScope && tensor.type() != DType.STRING && tensor.sizeInBytes() >= thresholdBytes;
  }

  /** Takes elements and returns the entries that say where they are. */
  Map<String, String> add(MemorySegment data) {
    long padding = Math.floorMod(-size, ALIGNMENT);
    if (padding > 0) {
      chunks.add(PADDING.asSlice(0, padding));
    }
    long offset = size + padding;
    chunks.add(data);
    size = offset + data.byteSize();
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("location", location);
    entries.put("offset", Long.toString(offset));
    entries.put("length", Long.toString(data.byteSize()));
    return entries;
  }

  List<MemorySegment> chunks() {
    return chunks;
  }
}
