/**
 * Types and shapes of a graph's values, and what is known of the integers that shapes are computed
 * from.
 *
 * <p>A {@code Rule} per operator says what its outputs are; an {@code Evaluation} per operator says
 * what is in them as far as that is known before a run. An operator with neither gives outputs of
 * unknown type.
 */
@NullMarked
package dev.lathe.engine.graph.shape;

import org.jspecify.annotations.NullMarked;
