/**
 * The file that PyTorch loads: a zip of TorchScript text, a pickle that names tensors, and their
 * bytes. It says nothing of ONNX.
 */
@NullMarked
package dev.lathe.engine.execute.archive;

import org.jspecify.annotations.NullMarked;
