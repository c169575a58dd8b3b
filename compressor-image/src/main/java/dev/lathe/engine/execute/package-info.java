/**
 * The differentiable executor: compiles a graph into one module of TorchScript, run and trained
 * through PyTorch in this process.
 */
@NullMarked
package dev.lathe.engine.execute;

import org.jspecify.annotations.NullMarked;
