/** The table of operators, a class a family: on the left ONNX, on the right TorchScript. */
@NullMarked
package dev.lathe.engine.execute.operator;

import org.jspecify.annotations.NullMarked;
