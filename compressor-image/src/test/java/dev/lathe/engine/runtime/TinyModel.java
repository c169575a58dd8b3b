package dev.lathe.engine.runtime;

import dev.lathe.engine.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Serialises models of a few nodes, with no reader or writer of the engine involved. */
public final class TinyModel {
  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  public TinyModel() {
    field(graph, 2, "tiny".getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an input; a negative extent is left open. */
  public TinyModel input(String name, DType type, long... dims) {
    field(graph, 11, value(name, type, dims));
    return this;
  }

  /** Adds an output; a negative extent is left open. */
  public TinyModel output(String name, DType type, long... dims) {
    field(graph, 12, value(name, type, dims));
    return this;
  }

  /** Adds a node of a standard operator without attributes. */
  public TinyModel node(String opType, List<String> inputs, List<String> outputs) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    inputs.forEach(name -> field(node, 1, name.getBytes(StandardCharsets.UTF_8)));
    outputs.forEach(name -> field(node, 2, name.getBytes(StandardCharsets.UTF_8)));
    field(node, 4, opType.getBytes(StandardCharsets.UTF_8));
    field(graph, 1, node.toByteArray());
    return this;
  }

  /** Returns the model at opset 13. */
  public byte[] toBytes() {
    return toBytes(13);
  }

  public byte[] toBytes(long opset) {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    number(model, 1, 8);
    field(model, 7, graph.toByteArray());
    ByteArrayOutputStream version = new ByteArrayOutputStream();
    number(version, 2, opset);
    field(model, 8, version.toByteArray());
    return model.toByteArray();
  }

  private static byte[] value(String name, DType type, long... dims) {
    ByteArrayOutputStream shape = new ByteArrayOutputStream();
    for (long dim : dims) {
      ByteArrayOutputStream one = new ByteArrayOutputStream();
      if (dim >= 0) {
        number(one, 1, dim);
      }
      field(shape, 1, one.toByteArray());
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    number(tensor, 1, type.onnxCode());
    field(tensor, 2, shape.toByteArray());
    ByteArrayOutputStream typeProto = new ByteArrayOutputStream();
    field(typeProto, 1, tensor.toByteArray());
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    field(info, 1, name.getBytes(StandardCharsets.UTF_8));
    field(info, 2, typeProto.toByteArray());
    return info.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3);
    varint(out, value);
  }

  private static void field(ByteArrayOutputStream out, int field, byte[] bytes) {
    varint(out, (long) field << 3 | 2);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
