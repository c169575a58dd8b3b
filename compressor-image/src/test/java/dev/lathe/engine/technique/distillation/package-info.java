@NullMarked
package dev.lathe.engine.technique.distillation;

import org.jspecify.annotations.NullMarked;
