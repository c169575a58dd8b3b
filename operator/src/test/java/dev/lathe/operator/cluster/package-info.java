/** A real API server with the parts of a cluster that tests need, faked on top of it. */
@NullMarked
package dev.lathe.operator.cluster;

import org.jspecify.annotations.NullMarked;
