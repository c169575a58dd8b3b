/** A Kind cluster with Lathe installed by its chart, and a real registry in it. */
@NullMarked
package dev.lathe.e2e.cluster;

import org.jspecify.annotations.NullMarked;
