package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code Einsum}: a letter names an axis, an ellipsis the axes that broadcast. */
final class EinsumRule {
  private EinsumRule() {}

  static List<Fact> infer(Site site) {
    String equation = site.stringAttribute("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    List<String> terms =
        List.of((arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1));
    if (terms.size() != site.node().inputs().size()) {
      throw site.wrong(
          "attribute 'equation'", site.node().inputs().size() + " terms", terms.size());
    }
    Map<Character, Dim> extents = new HashMap<>();
    Optional<List<Dim>> ellipsis = Optional.of(List.of());
    for (int i = 0; i < terms.size(); i++) {
      ellipsis = read(site, i, terms.get(i), extents, ellipsis);
    }
    String output = arrow < 0 ? implicitOutput(terms) : equation.substring(arrow + 2);
    return List.of(Fact.of(site.type(0), written(site, output, extents, ellipsis)));
  }

  /** Notes the extents of one term's letters, and returns the axes of the ellipsis so far. */
  private static Optional<List<Dim>> read(
      Site site,
      int index,
      String term,
      Map<Character, Dim> extents,
      Optional<List<Dim>> ellipsis) {
    int dots = term.indexOf("...");
    String letters = term.replace("...", "");
    Optional<List<Dim>> dims = site.required(index).dims();
    if (dims.isEmpty()) {
      letters.chars().forEach(letter -> extents.putIfAbsent((char) letter, Dims.UNKNOWN));
      return dots < 0 ? ellipsis : Optional.empty();
    }
    int broadcast = dims.get().size() - letters.length();
    if (broadcast < 0 || (dots < 0 && broadcast > 0)) {
      throw site.wrong(index, "the axes " + term, dims.get());
    }
    for (int i = 0; i < letters.length(); i++) {
      Dim dim = dims.get().get(dots >= 0 && i >= dots ? i + broadcast : i);
      Dim before = extents.getOrDefault(letters.charAt(i), Dims.UNKNOWN);
      if (Dims.differ(before, dim) && !Dims.is(before, 1) && !Dims.is(dim, 1)) {
        throw site.wrong(index, "axis " + letters.charAt(i) + " of extent " + before, dim);
      }
      extents.put(letters.charAt(i), Dims.is(before, 1) ? dim : Dims.sharper(before, dim));
    }
    return dots < 0
        ? ellipsis
        : ellipsis.flatMap(so -> Dims.broadcast(so, dims.get().subList(dots, dots + broadcast)));
  }

  /** Without an arrow the output has the letters that stand once, in alphabetical order. */
  private static String implicitOutput(List<String> terms) {
    Map<Character, Integer> counts = new TreeMap<>();
    String all = String.join("", terms);
    all.replace("...", "").chars().forEach(c -> counts.merge((char) c, 1, Integer::sum));
    StringBuilder output = new StringBuilder(all.contains("...") ? "..." : "");
    counts.forEach((letter, count) -> output.append(count == 1 ? letter.toString() : ""));
    return output.toString();
  }

  private static Optional<List<Dim>> written(
      Site site, String output, Map<Character, Dim> extents, Optional<List<Dim>> ellipsis) {
    if (output.contains("...") && ellipsis.isEmpty()) {
      return Optional.empty();
    }
    List<Dim> result = new ArrayList<>();
    int dots = output.indexOf("...");
    String letters = output.replace("...", "");
    for (int i = 0; i < letters.length(); i++) {
      if (i == dots) {
        result.addAll(ellipsis.orElse(List.of()));
      }
      Dim dim = extents.get(letters.charAt(i));
      if (dim == null) {
        throw site.wrong("attribute 'equation'", "a letter of an input", letters.charAt(i));
      }
      result.add(dim);
    }
    if (dots == letters.length()) {
      result.addAll(ellipsis.orElse(List.of()));
    }
    return Optional.of(result);
  }
}
