/**
 * ONNX files to graphs and back. The protobuf wire format is read in place from a mapped file, so
 * that weights are never copied; what the graph does not model is kept and written back.
 */
@NullMarked
package dev.lathe.engine.onnx;

import org.jspecify.annotations.NullMarked;
