/** Distillation: a small model learns from what a larger one, or several, say. */
@NullMarked
package dev.lathe.engine.technique.distillation;

import org.jspecify.annotations.NullMarked;
