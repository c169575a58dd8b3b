package dev.lathe.engine.graph;

import java.util.Arrays;

/**
 * The fields of a protobuf message that the graph does not model, as the bytes in which they were
 * read. They are written back verbatim, so that nothing a newer ONNX or another tool put there is
 * lost.
 */
public final class Residue {
  private static final Residue NONE = new Residue(new byte[0]);

  private final byte[] bytes;

  private Residue(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Residue none() {
    return NONE;
  }

  /** Copies {@code bytes}, a sequence of whole protobuf fields with their tags. */
  public static Residue of(byte[] bytes) {
    return bytes.length == 0 ? NONE : new Residue(bytes.clone());
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Residue residue && Arrays.equals(bytes, residue.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "residue of " + bytes.length + " bytes";
  }
}
