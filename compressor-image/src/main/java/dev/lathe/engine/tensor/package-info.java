/** Values: element types, shapes and tensors. No I/O, no graph. */
@NullMarked
package dev.lathe.engine.tensor;

import org.jspecify.annotations.NullMarked;
