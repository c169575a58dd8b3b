/**
 * The immutable representation of an ONNX graph: the graph is the model.
 *
 * <p>Operators are open: a {@link dev.lathe.engine.graph.Node} names one and nothing here depends
 * on which exist. What the representation does not model travels along as {@link
 * dev.lathe.engine.graph.Residue}.
 */
@NullMarked
package dev.lathe.engine.graph;

import org.jspecify.annotations.NullMarked;
