package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Operators that make values: constants, shapes, ranges, random numbers. */
final class SourceRules {
  private static final Optional<DType> FLOAT = Optional.of(DType.FLOAT);

  private SourceRules() {}

  static List<Fact> constant(Site site) {
    return List.of(ConstantNode.valueOf(site.node()).map(Fact::of).orElse(Fact.unknown()));
  }

  static List<Fact> shape(Site site) {
    Optional<List<Dim>> dims = site.required(0).dims();
    if (dims.isEmpty()) {
      return List.of(Fact.of(Optional.of(DType.INT64), Optional.of(Dims.unknown(1))));
    }
    int rank = dims.get().size();
    int start = clamped(site.intAttribute("start", 0), rank);
    int end = clamped(site.intAttribute("end", rank), rank);
    return List.of(Fact.of(Content.ofExtents(dims.get().subList(start, Math.max(start, end)))));
  }

  private static int clamped(long axis, int rank) {
    return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
  }

  static List<Fact> size(Site site) {
    Entry count = site.required(0).dims().map(Dims::product).map(Entry::of).orElse(Entry.UNKNOWN);
    return List.of(Fact.of(Content.filled(DType.INT64, Shape.scalar(), count)));
  }

  static List<Fact> constantOfShape(Site site) {
    Optional<Tensor> value = site.tensorAttribute("value");
    if (value.isPresent() && value.get().shape().elementCount() != 1) {
      throw site.wrong("attribute 'value'", "one element", value.get().shape());
    }
    DType type = value.map(Tensor::type).orElse(DType.FLOAT);
    Optional<Content> target = site.required(0).content().filter(c -> c.shape().rank() == 1);
    if (target.isEmpty()) {
      return List.of(
          Fact.of(
              Optional.of(type),
              site.axes(0).isPresent()
                  ? Optional.of(Dims.unknown(site.axes(0).getAsInt()))
                  : Optional.empty()));
    }
    Fact filled = Fact.of(type, target.get().toDims());
    Optional<Shape> shape = filled.shape().filter(Content::fits);
    if (shape.isEmpty() || !Content.holds(type)) {
      return List.of(filled);
    }
    Entry entry =
        value.isPresent()
            ? Content.of(value.get()).map(c -> c.entries().getFirst()).orElse(Entry.UNKNOWN)
            : new Entry.Real(0);
    return List.of(filled.withContent(Content.filled(type, shape.get(), entry)));
  }

  /** Start, limit, step: the limit is left out. */
  static List<Fact> range(Site site) {
    Optional<DType> type =
        site.required(0).type().or(() -> site.required(1).type()).or(() -> site.required(2).type());
    Optional<List<Entry>> entries = RangeEvaluation.entries(site);
    Dim count =
        entries
            .map(e -> Dim.of(e.size()))
            .orElseGet(() -> RangeEvaluation.length(site).map(Dim::of).orElse(Dims.UNKNOWN));
    Fact fact = Fact.of(type, Optional.of(List.of(count)));
    return List.of(
        entries.isPresent() && type.filter(Content::holds).isPresent()
            ? fact.withContent(
                new Content(type.get(), Shape.of(entries.get().size()), entries.get()))
            : fact);
  }

  /** Shape by an attribute, element type by the attribute {@code dtype}. */
  static List<Fact> random(Site site) {
    List<Long> shape =
        site.intsAttribute("shape")
            .orElseThrow(() -> site.wrong("attribute 'shape'", "a value", "none"));
    if (shape.stream().anyMatch(extent -> extent < 0)) {
      throw site.wrong("attribute 'shape'", "extents of 0 or more", shape);
    }
    return List.of(
        Fact.of(
            site.typeAttribute("dtype").or(() -> FLOAT),
            Optional.of(shape.stream().map(Dim::of).toList())));
  }

  static List<Fact> multinomial(Site site) {
    long samples = site.intAttribute("sample_size", 1);
    return List.of(
        Fact.of(
            site.typeAttribute("dtype").or(() -> Optional.of(DType.INT32)),
            site.dimsOfRank(0, 2)
                .map(dims -> List.of(dims.getFirst(), Dim.of(Math.max(0, samples))))));
  }

  /** A window function of as many points as input 0 says. */
  static List<Fact> window(Site site) {
    Optional<DType> type =
        site.node().attribute("output_datatype").isPresent()
            ? site.typeAttribute("output_datatype")
            : FLOAT;
    Dim points =
        site.required(0)
            .content()
            .filter(content -> content.entries().size() == 1)
            .map(content -> content.entries().getFirst().toDim())
            .orElse(Dims.UNKNOWN);
    return List.of(Fact.of(type, Optional.of(List.of(points))));
  }

  /** The axes of the size [N, C, spatial...] but C, and one extent for the coordinates. */
  static List<Fact> affineGrid(Site site) {
    Optional<List<Dim>> size = site.required(1).content().map(Content::toDims);
    Optional<List<Dim>> grid =
        size.filter(dims -> dims.size() > 2)
            .map(dims -> {
              List<Dim> result = new java.util.ArrayList<>(dims);
              result.remove(1);
              result.add(Dim.of(dims.size() - 2));
              return result;
            });
    return List.of(Fact.of(site.required(0).type(), grid));
  }
}
