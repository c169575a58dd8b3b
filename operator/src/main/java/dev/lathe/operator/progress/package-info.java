/** The endpoint at which engines report how far they are. */
@NullMarked
package dev.lathe.operator.progress;

import org.jspecify.annotations.NullMarked;
