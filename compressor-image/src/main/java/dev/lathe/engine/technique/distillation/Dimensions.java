package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.graph.Dim;
import java.util.List;

/** Holds shapes against each other that are not known in full. */
final class Dimensions {
  private Dimensions() {}

  /** Whether there are as many, and those that are known on both sides are the same. */
  static boolean agree(List<Dim> a, List<Dim> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int axis = 0; axis < a.size(); axis++) {
      boolean known = a.get(axis) instanceof Dim.Known && b.get(axis) instanceof Dim.Known;
      if (known && !a.get(axis).equals(b.get(axis))) {
        return false;
      }
    }
    return true;
  }
}
