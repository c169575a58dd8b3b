/**
 * Strict reading of a YAML file against a grammar: every field is asked for by name, what nobody
 * asked for is a fault, and all faults are told at once, each with its path, line and column.
 */
@NullMarked
package dev.lathe.engine.recipe.grammar;

import org.jspecify.annotations.NullMarked;
