/** A real API server for tests, here and in modules that depend on this one's test jar. */
@NullMarked
package dev.lathe.crds.apiserver;

import org.jspecify.annotations.NullMarked;
