/** From a graph to the text of a TorchScript module: one row of a table per operator. */
@NullMarked
package dev.lathe.engine.execute.emit;

import org.jspecify.annotations.NullMarked;
