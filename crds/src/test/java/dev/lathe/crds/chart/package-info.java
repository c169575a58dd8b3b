/** The chart in {@code helm/lathe}: what it renders, and that a real API server takes it. */
@NullMarked
package dev.lathe.crds.chart;

import org.jspecify.annotations.NullMarked;
