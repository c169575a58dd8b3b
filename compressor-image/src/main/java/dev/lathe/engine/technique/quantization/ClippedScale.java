package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;

/**
 * How far a scale behind a {@code Clip} may grow: until its last level is the bound. Levels beyond
 * would stand for nothing, and the runtime takes a {@code Clip} into the convolution before it only
 * where rounding clips as much. Where it does not, the convolution runs in floating point; and
 * where the bound lies less than a level below the range, ONNX Runtime 1.29 does not load the
 * model.
 */
final class ClippedScale {
  private final Graph graph;
  private final GraphIndex index;

  ClippedScale(Graph graph) {
    this.graph = graph;
    this.index = new GraphIndex(graph);
  }

  /**
   * Returns the largest scale of a value, no less than the one it has; {@link Float#MAX_VALUE} if
   * nothing bounds it.
   *
   * @param exact the value before it is rounded
   */
  float largest(Sites.OfActivation site, String exact) {
    return index
        .producer(exact)
        .filter(node -> node.is("Clip"))
        .map(clip ->
            Math.max(
                graph.initializer(site.scale()).orElseThrow().floatAt(0),
                Math.min(upTo(clip, 1, site.low()), upTo(clip, 2, site.high()))))
        .orElse(Float.MAX_VALUE);
  }

  /** Returns the scale by which so many levels reach a bound; none do where there is none. */
  private float upTo(Node clip, int input, int levels) {
    return graph
        .initializer(clip.input(input))
        .filter(bound -> levels != 0 && bound.type() == DType.FLOAT && bound.elementCount() == 1)
        .map(bound -> bound.floatAt(0) / levels)
        .filter(scale -> scale > 0)
        .orElse(Float.MAX_VALUE);
  }
}
