/** The {@code lathe} command. */
@NullMarked
package dev.lathe.engine.cli;

import org.jspecify.annotations.NullMarked;
