/** What the status of a job says, computed from an observation and the situation found in it. */
@NullMarked
package dev.lathe.operator.status;

import org.jspecify.annotations.NullMarked;
