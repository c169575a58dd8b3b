/** What a job needs next, decided from one observation and nothing else. */
@NullMarked
package dev.lathe.operator.decide;

import org.jspecify.annotations.NullMarked;
