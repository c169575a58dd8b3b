package dev.lathe.engine.execute.archive;

import dev.lathe.engine.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the one object that PyTorch unpickles when it loads a module: an instance of {@code
 * __torch__.M} with its tensors as attributes.
 *
 * <p>Source: Python's pickle protocol 2 as {@code torch/csrc/jit/serialization/unpickler.cpp} reads
 * it. Nothing is memoized: it need not be.
 */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Pickle() {}

  /** Returns the pickle of a module whose tensor {@code i} lies in the entry {@code data/i}. */
  static byte[] module(List<Stored> tensors) {
    Pickle pickle = new Pickle();
    pickle.op(0x80, 2).global("__torch__", "M").op(')', 0x81, '}', '(');
    pickle.text("training").op(0x88);
    for (int i = 0; i < tensors.size(); i++) {
      pickle.text(tensors.get(i).name()).tensor(tensors.get(i), Integer.toString(i));
    }
    pickle.op('u', 'b', '.');
    return pickle.out.toByteArray();
  }

  /** Returns the pickle of no constants. */
  static byte[] nothing() {
    return new Pickle().op(0x80, 2, ')', '.').out.toByteArray();
  }

  private void tensor(Stored tensor, String key) {
    Shape shape = tensor.shape();
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    op('(').text("storage").global("torch", tensor.type().storage()).text(key).text("cpu");
    integer(shape.elementCount()).op('t', 'Q');
    integer(0);
    op('(');
    for (int axis = 0; axis < shape.rank(); axis++) {
      integer(shape.dim(axis));
    }
    op('t', '(');
    for (int axis = 0; axis < shape.rank(); axis++) {
      integer(shape.product(axis + 1, shape.rank()));
    }
    op('t').op(tensor.trainable() ? 0x88 : 0x89);
    global("collections", "OrderedDict").op(')', 'R', 't', 'R');
  }

  private Pickle op(int... bytes) {
    for (int one : bytes) {
      out.write(one);
    }
    return this;
  }

  private Pickle global(String module, String name) {
    return op('c').raw(module + "\n" + name + "\n");
  }

  private Pickle text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op('X').out.writeBytes(littleEndian(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
    return this;
  }

  private Pickle integer(long value) {
    if (value == (int) value) {
      op('J').out.writeBytes(littleEndian(4).putInt((int) value).array());
    } else {
      op(0x8a, 8).out.writeBytes(littleEndian(8).putLong(value).array());
    }
    return this;
  }

  private Pickle raw(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
