/**
 * Finds what one kernel of PyTorch computes but an exporter spelt as several nodes. What nobody
 * reads any more goes.
 */
@NullMarked
package dev.lathe.engine.execute.fuse;

import org.jspecify.annotations.NullMarked;
