/**
 * Training: moves the initializers of a graph so that an objective, put onto the graph as ordinary
 * nodes, comes down. What comes out is the given graph with other initializers.
 */
@NullMarked
package dev.lathe.engine.train;

import org.jspecify.annotations.NullMarked;
