/**
 * What can go wrong, once for the whole engine: reasons, their exit codes, and the one exception.
 */
@NullMarked
package dev.lathe.engine.failure;

import org.jspecify.annotations.NullMarked;
