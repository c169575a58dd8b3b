package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Model;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Chooses the range of every value that is rounded, from what was seen of some. */
final class ActivationRanges {
  private final Model model;
  private final Placement placement;

  ActivationRanges(Model model, Placement placement) {
    this.model = model;
    this.placement = placement;
  }

  /**
   * Returns the range of each rounded value: that of its group, without what no reader can tell
   * apart.
   *
   * @param seen the ranges of the values that {@link Placement#calibrated} names, at least
   */
  SequencedMap<String, Range> from(SequencedMap<String, Range> seen) {
    Map<String, Range> byGroup = new HashMap<>();
    seen.forEach((value, range) -> byGroup.merge(placement.group(value), range, Range::with));
    concatenate(byGroup);
    UsefulRange useful = new UsefulRange(model);
    SequencedMap<String, Range> ranges = new LinkedHashMap<>();
    for (String value : placement.rounded()) {
      Range range = byGroup.get(placement.group(value));
      if (range == null) {
        throw new IllegalStateException("the range of '" + value + "' is not known");
      }
      boolean forAll = placement.roundedForAll().contains(value);
      ranges.put(value, forAll ? useful.of(value, range) : range);
    }
    return ranges;
  }

  /**
   * Gives what is concatenated the range of the whole, so that it is rounded only once. What a
   * rectifier puts out keeps its own where that of the whole reaches further: the rectifier could
   * not be absorbed, and the layer before it would stay in floating point.
   */
  private void concatenate(Map<String, Range> byGroup) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (List<String> values : placement.concatenated()) {
        List<String> groups = values.stream().map(placement::group).distinct().toList();
        Range whole = groups.stream().map(byGroup::get).reduce(Range::with).orElseThrow();
        for (String group : groups) {
          if (!whole.equals(byGroup.get(group)) && mayReach(group, whole)) {
            byGroup.put(group, whole);
            changed = true;
          }
        }
      }
    }
  }

  private boolean mayReach(String group, Range whole) {
    return placement.absorbed().entrySet().stream()
        .filter(absorbed -> placement.group(absorbed.getKey()).equals(group))
        .allMatch(absorbed -> absorbed.getValue().is("Relu") && whole.min() >= 0);
  }
}
