/**
 * What is measured of two models, and what is known of each number: a value, the original's, and
 * how far either may be off.
 */
@NullMarked
package dev.lathe.engine.evaluate.metric;

import org.jspecify.annotations.NullMarked;
