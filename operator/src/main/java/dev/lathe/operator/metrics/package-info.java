/** What Prometheus is told. */
@NullMarked
package dev.lathe.operator.metrics;

import org.jspecify.annotations.NullMarked;
