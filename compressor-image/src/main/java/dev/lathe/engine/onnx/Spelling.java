package dev.lathe.engine.onnx;

/** A small message that can be spelled in more ways than one. */
interface Spelling<T> {
  T read(ProtoReader reader);

  /** Returns the message as a writer that knows nothing but the value spells it. */
  ProtoWriter write(T value);
}
