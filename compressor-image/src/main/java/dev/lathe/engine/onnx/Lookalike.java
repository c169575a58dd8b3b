package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What users take for an ONNX model most often, told by how it begins. */
enum Lookalike {
  LFS_POINTER(
      "version https://git-lfs", "a Git LFS pointer: fetch the file itself by git lfs pull"),
  ZIP("PK\u0003\u0004", "a ZIP archive, as PyTorch and NumPy write them: export or unpack it"),
  GZIP("\u001f\u008b", "data compressed by gzip: unpack it"),
  TAR("ustar", 257, "a tar archive: unpack it"),
  HDF5("\u0089HDF", "an HDF5 file, as Keras writes them: export it to ONNX"),
  TENSORFLOW_LITE("TFL3", 4, "a TensorFlow Lite model: convert it to ONNX"),
  ORT("ORTM", 4, "a model in ONNX Runtime's own format: name the .onnx file it was made from"),
  SAFETENSORS("{\"", 8, "a safetensors file, which has weights, but no graph: export it to ONNX"),
  PICKLE("\u0080\u0002", "a Python pickle: export it to ONNX"),
  PAGE("<", "a web page or XML: what it was fetched from may ask to sign in"),
  JSON("{", "JSON");

  /** A file of so many printable characters is no protobuf message. */
  private static final long TEXT_BYTES = 256;

  private final byte[] mark;
  private final int offset;
  private final String description;

  Lookalike(String mark, String description) {
    this(mark, 0, description);
  }

  Lookalike(String mark, int offset, String description) {
    this.mark = mark.getBytes(StandardCharsets.ISO_8859_1);
    this.offset = offset;
    this.description = description;
  }

  /** Returns what a file that is no model seems to be, as the end of a sentence. */
  static Optional<String> of(MemorySegment file) {
    for (Lookalike one : values()) {
      if (one.begins(file)) {
        return Optional.of("it looks like " + one.description);
      }
    }
    return isText(file) ? Optional.of("it looks like text") : Optional.empty();
  }

  private static boolean isText(MemorySegment file) {
    long length = Math.min(TEXT_BYTES, file.byteSize());
    for (long i = 0; i < length; i++) {
      byte found = file.get(JAVA_BYTE, i);
      if (found < ' ' && found != '\n' && found != '\r' && found != '\t') {
        return false;
      }
    }
    return length > 0;
  }

  private boolean begins(MemorySegment file) {
    if (file.byteSize() < offset + mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (file.get(JAVA_BYTE, offset + i) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
