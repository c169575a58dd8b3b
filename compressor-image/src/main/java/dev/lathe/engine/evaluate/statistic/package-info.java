/**
 * How sure a measured number is: bounds for paired samples. Pure arithmetic, seeded where it draws.
 */
@NullMarked
package dev.lathe.engine.evaluate.statistic;

import org.jspecify.annotations.NullMarked;
