/**
 * Data sets: NumPy arrays, IDX files, image folders and tokenized text as batches of a model's
 * inputs, in any order and bounded memory.
 */
@NullMarked
package dev.lathe.engine.data;

import org.jspecify.annotations.NullMarked;
