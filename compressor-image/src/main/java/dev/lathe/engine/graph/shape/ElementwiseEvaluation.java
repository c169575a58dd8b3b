package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.shape.Arithmetic.Operation;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Contents of outputs that are computed element by element. */
final class ElementwiseEvaluation {
  private ElementwiseEvaluation() {}

  /** Folds two or more inputs, broadcast together, from the first on. */
  static Evaluation folding(Operation operation) {
    return (site, output) -> {
      Optional<List<List<Entry>>> inputs = broadcast(site, output);
      return inputs.map(all -> {
        DType type = site.input(0).content().orElseThrow().type();
        List<Entry> result = all.getFirst();
        for (List<Entry> next : all.subList(1, all.size())) {
          List<Entry> combined = new ArrayList<>();
          for (int i = 0; i < result.size(); i++) {
            combined.add(operation.apply(type, result.get(i), next.get(i)));
          }
          result = combined;
        }
        return new Content(output.type(), output.shape(), result);
      });
    };
  }

  static Evaluation each(UnaryOperator<Entry> operation) {
    return (site, output) ->
        site.input(0)
            .content()
            .map(content ->
                new Content(
                    output.type(),
                    output.shape(),
                    content.entries().stream().map(operation).toList()));
  }

  /** Picks from the second input where the first holds, else from the third. */
  static Optional<Content> where(Site site, Evaluation.Output output) {
    return broadcast(site, output)
        .filter(inputs -> inputs.size() == 3)
        .map(inputs -> {
          List<Entry> result = new ArrayList<>();
          for (int i = 0; i < inputs.getFirst().size(); i++) {
            Entry condition = inputs.getFirst().get(i);
            Entry ifTrue = inputs.get(1).get(i);
            Entry ifFalse = inputs.get(2).get(i);
            if (condition instanceof Entry.Int(long value)) {
              result.add(value != 0 ? ifTrue : ifFalse);
            } else {
              result.add(ifTrue.equals(ifFalse) ? ifTrue : Entry.UNKNOWN);
            }
          }
          return new Content(output.type(), output.shape(), result);
        });
  }

  private static Optional<List<List<Entry>>> broadcast(Site site, Evaluation.Output output) {
    List<List<Entry>> inputs = new ArrayList<>();
    for (Fact input : site.inputs()) {
      if (input.content().isEmpty()) {
        return Optional.empty();
      }
      Content content = input.content().get();
      inputs.add(
          content
              .rearranged(
                  output.shape(), i -> Grid.broadcastSource(content.shape(), output.shape(), i))
              .entries());
    }
    return Optional.of(inputs);
  }

  static Optional<Content> modulo(Site site, Evaluation.Output output) {
    boolean likeC = site.intAttribute("fmod", 0) != 0;
    return folding(likeC ? Arithmetic::remainder : Arithmetic::floorMod).evaluate(site, output);
  }

  /** Conversions that would saturate, wrap or round in ways runtimes differ in are not followed. */
  static Optional<Content> cast(Site site, Evaluation.Output output) {
    return each(entry -> cast(entry, output.type())).evaluate(site, output);
  }

  private static Entry cast(Entry entry, DType to) {
    return switch (entry) {
      case Entry.Int(long value) when to == DType.BOOL -> Entry.of(value != 0);
      case Entry.Int(long value) when to == DType.DOUBLE -> new Entry.Real(value);
      case Entry.Int(long value) when to == DType.FLOAT -> new Entry.Real((float) value);
      case Entry.Int(long value) -> Entry.of(Arithmetic.wrapped(to, value));
      case Entry.Real(double value) when to == DType.BOOL -> Entry.of(value != 0);
      case Entry.Real(double value) when to.isFloatingPoint() -> Arithmetic.real(to, value);
      case Entry.Real(double value) ->
          Math.abs(value) < 0x1p53 && Arithmetic.wrapped(to, (long) value) == (long) value
              ? Entry.of((long) value)
              : Entry.UNKNOWN;
      case Entry.Extent _ -> to == DType.INT64 || to == DType.INT32 ? entry : Entry.UNKNOWN;
      case Entry.Unknown _ -> entry;
    };
  }

  static Optional<Content> negate(Site site, Evaluation.Output output) {
    return each(entry ->
            switch (entry) {
              case Entry.Int(long value) -> Entry.of(Arithmetic.wrapped(output.type(), -value));
              case Entry.Real(double value) -> new Entry.Real(-value);
              case Entry.Extent _, Entry.Unknown _ -> Entry.UNKNOWN;
            })
        .evaluate(site, output);
  }

  static Entry not(Entry entry) {
    return entry instanceof Entry.Int(long value) ? Entry.of(value == 0) : Entry.UNKNOWN;
  }

  static Optional<Content> absolute(Site site, Evaluation.Output output) {
    return each(entry ->
            switch (entry) {
              case Entry.Int(long value) ->
                  Entry.of(Arithmetic.wrapped(output.type(), Math.abs(value)));
              case Entry.Real(double value) -> new Entry.Real(Math.abs(value));
              case Entry.Extent _ -> entry;
              case Entry.Unknown _ -> entry;
            })
        .evaluate(site, output);
  }

  static Entry floor(Entry entry) {
    return entry instanceof Entry.Real(double value)
        ? new Entry.Real(Math.floor(value))
        : Entry.UNKNOWN;
  }

  static Entry ceil(Entry entry) {
    return entry instanceof Entry.Real(double value)
        ? new Entry.Real(Math.ceil(value))
        : Entry.UNKNOWN;
  }

  /** Halves go to the even neighbour. */
  static Entry round(Entry entry) {
    return entry instanceof Entry.Real(double value)
        ? new Entry.Real(Math.rint(value))
        : Entry.UNKNOWN;
  }

  static Optional<Content> squareRoot(Site site, Evaluation.Output output) {
    return each(entry ->
            entry instanceof Entry.Real(double value)
                ? Arithmetic.real(output.type(), Math.sqrt(value))
                : Entry.UNKNOWN)
        .evaluate(site, output);
  }
}
