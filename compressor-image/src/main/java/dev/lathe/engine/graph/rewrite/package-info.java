/**
 * Changes of a model that keep what it computes, one class each, and the order they are done in.
 *
 * <p>A rewrite that does not apply leaves the model as it is; where one nearly applies it says why
 * not. Operators it does not know pass untouched.
 */
@NullMarked
package dev.lathe.engine.graph.rewrite;

import org.jspecify.annotations.NullMarked;
