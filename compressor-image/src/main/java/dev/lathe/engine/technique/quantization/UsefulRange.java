package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The part of a value's range beyond which its readers no longer tell values apart, so that
 * integers need not reach there: a hard sigmoid saturates at both ends, and {@code x · clip(x + 3,
 * 0, 6) / 6} is zero wherever x is below -3.
 *
 * <p>No paper: it follows from the graph, and matters since the h-swish of MobileNetV3 throws away
 * what often is half of the range of the convolution before it.
 */
final class UsefulRange {
  private static final Interval ALL =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  private final Model model;
  private final GraphIndex index;

  UsefulRange(Model model) {
    this.model = model;
    this.index = new GraphIndex(model.graph());
  }

  /** An interval outside which a value may be moved to the nearer end. */
  private record Interval(double low, double high) {
    Interval with(Interval other) {
      return new Interval(Math.min(low, other.low), Math.max(high, other.high));
    }

    Interval shifted(double by) {
      return new Interval(low + by, high + by);
    }

    Interval scaled(double by) {
      return by > 0 ? new Interval(low * by, high * by) : ALL;
    }
  }

  /** Returns what is useful of a range that was observed. It holds zero still. */
  Range of(String value, Range observed) {
    Interval useful = usefulOf(value);
    double low = Math.max(observed.min(), Math.min(useful.low(), 0));
    double high = Math.min(observed.max(), Math.max(useful.high(), 0));
    return new Range((float) low, (float) high);
  }

  private Interval usefulOf(String value) {
    List<Node> readers = index.consumers(value);
    if (index.isOutput(value) || readers.isEmpty()) {
      return ALL;
    }
    Interval useful = usefulTo(readers.getFirst(), value);
    for (Node reader : readers) {
      useful = useful.with(usefulTo(reader, value));
    }
    return useful;
  }

  private Interval usefulTo(Node reader, String value) {
    if (!reader.domain().isEmpty()) {
      return ALL;
    }
    int other = reader.input(0).equals(value) ? 1 : 0;
    return switch (reader.opType()) {
      case "Relu" -> new Interval(0, Double.POSITIVE_INFINITY);
      case "HardSwish" -> new Interval(-3, Double.POSITIVE_INFINITY);
      case "HardSigmoid" -> {
        double alpha = reader.floatAttribute("alpha", 0.2f);
        double beta = reader.floatAttribute("beta", 0.5f);
        yield alpha > 0 ? new Interval(-beta / alpha, (1 - beta) / alpha) : ALL;
      }
      case "Clip" ->
          reader.input(0).equals(value)
              ? new Interval(
                  bound(reader, 1, Double.NEGATIVE_INFINITY),
                  bound(reader, 2, Double.POSITIVE_INFINITY))
              : ALL;
      case "Add" ->
          scalar(reader.input(other))
              .map(offset -> usefulOf(reader.output()).shifted(-offset))
              .orElse(ALL);
      case "Mul" ->
          scalar(reader.input(other))
              .map(factor -> usefulOf(reader.output()).scaled(1 / factor))
              .orElseGet(() -> new Interval(closedBelow(reader.input(other), value), ALL.high()));
      case "Div" ->
          other == 1
              ? scalar(reader.input(1))
                  .map(divisor -> usefulOf(reader.output()).scaled(divisor))
                  .orElse(ALL)
              : ALL;
      default -> ALL;
    };
  }

  /**
   * Returns below which input a gate is zero: a value that goes through nothing but sums and
   * products with scalars and one {@code Clip} at zero, or is a hard sigmoid.
   */
  private double closedBelow(String gate, String input) {
    Optional<Node> producer = index.producer(gate).filter(node -> node.domain().isEmpty());
    if (producer.isEmpty()) {
      return ALL.low();
    }
    Node node = producer.get();
    return switch (node.opType()) {
      case "Mul", "Div" ->
          scalar(node.input(1)).filter(factor -> factor > 0).isPresent()
              ? closedBelow(node.input(0), input)
              : ALL.low();
      case "Clip" -> bound(node, 1, Double.NaN) == 0 ? zeroAt(node.input(0), input) : ALL.low();
      case "Relu" -> zeroAt(node.input(0), input);
      case "HardSigmoid" -> node.input(0).equals(input) ? usefulTo(node, input).low() : ALL.low();
      default -> ALL.low();
    };
  }

  /** Returns where a value that is the input plus a scalar is zero. */
  private double zeroAt(String value, String input) {
    if (value.equals(input)) {
      return 0;
    }
    return index
        .producer(value)
        .filter(node -> node.is("Add") && node.inputs().contains(input))
        .flatMap(node -> scalar(node.input(node.input(0).equals(input) ? 1 : 0)))
        .map(offset -> -offset)
        .orElse(ALL.low());
  }

  private double bound(Node clip, int input, double ifAbsent) {
    return clip.hasInput(input)
        ? scalar(clip.input(input)).orElse(input == 1 ? ALL.low() : ALL.high())
        : ifAbsent;
  }

  private Optional<Double> scalar(String value) {
    return LinearLayers.isConstant(model, value)
        ? model
            .graph()
            .initializer(value)
            .filter(tensor -> tensor.type() == DType.FLOAT && tensor.elementCount() == 1)
            .map(UsefulRange::first)
        : Optional.empty();
  }

  private static Double first(Tensor tensor) {
    return (double) tensor.floatAt(0);
  }
}
