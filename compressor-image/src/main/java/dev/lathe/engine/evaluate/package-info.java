/**
 * Compares a candidate with the model it was made from: on samples no step has seen, in one
 * process, sample by sample and run by run.
 */
@NullMarked
package dev.lathe.engine.evaluate;

import org.jspecify.annotations.NullMarked;
