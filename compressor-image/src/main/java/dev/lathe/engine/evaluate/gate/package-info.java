/**
 * Whether a candidate is good enough, decided by the bound of what was measured and never by the
 * number alone.
 */
@NullMarked
package dev.lathe.engine.evaluate.gate;

import org.jspecify.annotations.NullMarked;
