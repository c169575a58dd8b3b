/**
 * The operator: turns each CompressionJob into Jobs, one an attempt, and tells what became of it.
 */
@NullMarked
package dev.lathe.operator;

import org.jspecify.annotations.NullMarked;
