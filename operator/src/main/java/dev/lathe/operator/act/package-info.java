/** The loop around a job, and all that it writes to the cluster. */
@NullMarked
package dev.lathe.operator.act;

import org.jspecify.annotations.NullMarked;
