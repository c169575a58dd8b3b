package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Where activations are rounded to integers.
 *
 * <p>A layer reads rounded activations. In ONNX Runtime a convolution has to write rounded ones
 * too, or it does not run in integers; a matrix product need not, so its output stays exact. A
 * rectifier behind a convolution stays between it and the rounding, whose range then begins at zero
 * and absorbs it. What only moves elements, pools or concatenates between rounded values is rounded
 * on both sides, so that it runs on integers as well, and so is a sum of two rounded values.
 * TensorRT wants inputs rounded only, and of a sum the branch that is no layer's output.
 */
final class Placement {
  private final Model model;
  private final GraphIndex index;
  private final Target target;
  private final SequencedSet<String> roundedForAll = new LinkedHashSet<>();
  private final SequencedSet<String> needed = new LinkedHashSet<>();
  private final SequencedMap<Node, SequencedSet<Integer>> readers = new LinkedHashMap<>();
  private final SequencedMap<String, Node> absorbed = new LinkedHashMap<>();
  private final List<List<String>> concatenated = new ArrayList<>();
  private final SharedRanges ranges = new SharedRanges();
  private final Set<String> covered = new HashSet<>();

  private Placement(Model model, Target target) {
    this.model = model;
    this.index = new GraphIndex(model.graph());
    this.target = target;
  }

  /** Decides for a model whose layers these are. */
  static Placement of(Model model, List<LinearLayer> layers, Target target) {
    Placement placement = new Placement(model, target);
    if (target != Target.TENSOR_RT) {
      for (LinearLayer layer : layers) {
        if (!layer.isProduct()) {
          placement.roundForAll(layer.node());
        }
      }
    }
    for (LinearLayer layer : layers) {
      placement.readRounded(layer.node(), 0);
    }
    if (target == Target.TENSOR_RT) {
      placement.roundResidualBranches(layers);
    } else {
      placement.roundSums();
    }
    return placement;
  }

  /** Returns the values that all readers get rounded. */
  SequencedSet<String> roundedForAll() {
    return roundedForAll;
  }

  /** Returns the nodes that read rounded values, with the inputs that are. */
  SequencedMap<Node, SequencedSet<Integer>> readers() {
    return readers;
  }

  /** Returns all values that are rounded for some reader. */
  SequencedSet<String> rounded() {
    SequencedSet<String> all = new LinkedHashSet<>(roundedForAll);
    all.addAll(needed);
    return all;
  }

  /** Returns the values whose ranges have to be known: the others' follow from them. */
  SequencedSet<String> calibrated() {
    SequencedSet<String> values = rounded();
    values.removeAll(covered);
    return values;
  }

  /** Returns the value that holds the same elements as this one, as far back as possible. */
  String source(String value) {
    return ranges.source(value);
  }

  /** Returns rounded values that a rectifier writes behind a layer, with the rectifier. */
  SequencedMap<String, Node> absorbed() {
    return absorbed;
  }

  /** Returns for each concatenation of rounded values what goes in and, last, what comes out. */
  List<List<String>> concatenated() {
    return concatenated;
  }

  /** Returns the values whose ranges are one, by any of them: the same name for each of a group. */
  String group(String value) {
    return ranges.group(value);
  }

  /** Rounds what a layer writes, or what a rectifier makes of it. */
  private void roundForAll(Node layer) {
    Optional<Node> rectifier =
        index
            .soleConsumer(layer.output())
            .filter(ByteOperators::rectifies)
            .filter(next -> next.input(0).equals(layer.output()));
    rectifier.ifPresent(node -> absorbed.put(node.output(), node));
    roundedForAll.add(rectifier.map(Node::output).orElseGet(layer::output));
  }

  private void readRounded(Node reader, int input) {
    if (!readers.computeIfAbsent(reader, node -> new LinkedHashSet<>()).add(input)) {
      return;
    }
    String value = reader.input(input);
    if (needed.add(value)) {
      index.producer(value).ifPresent(producer -> extend(producer, value));
    }
  }

  /**
   * Lets what wrote a value that is to be rounded read rounded values where that keeps it whole.
   */
  private void extend(Node producer, String value) {
    if (roundedForAll.contains(value) || !producer.domain().isEmpty()) {
      return;
    }
    boolean single = producer.outputs().size() == 1 && isActivation(producer.input(0));
    boolean moves = ByteOperators.moves(producer);
    if (single
        && (moves || ByteOperators.selects(producer))
        && ByteOperators.takesBytes(producer, model.opset())) {
      ranges.join(value, producer.input(0));
      covered.add(value);
      if (moves) {
        ranges.moved(value, producer.input(0));
      }
      readRounded(producer, 0);
    } else if (single && ByteOperators.pools(producer)) {
      readRounded(producer, 0);
    } else if (producer.opType().equals("Concat")
        && producer.inputs().stream().allMatch(this::isActivation)) {
      List<String> values = new ArrayList<>(producer.inputs());
      values.add(value);
      concatenated.add(List.copyOf(values));
      for (int i = 0; i < producer.inputs().size(); i++) {
        readRounded(producer, i);
      }
    }
  }

  private boolean isActivation(String value) {
    return !value.isEmpty() && !model.graph().isInitializer(value);
  }

  /** A sum of two rounded values that is rounded itself, a rectifier in between or not. */
  private void roundSums() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (String value : List.copyOf(rounded())) {
        Node producer = index.producer(value).orElse(null);
        if (producer != null
            && ByteOperators.rectifies(producer)
            && index.soleConsumer(producer.input(0)).isPresent()) {
          producer = index.producer(producer.input(0)).orElse(null);
        }
        if (producer != null
            && producer.is("Add")
            && !readers.containsKey(producer)
            && producer.inputs().stream()
                .allMatch(input -> roundedForAll.contains(input) || needed.contains(input))) {
          readRounded(producer, 0);
          readRounded(producer, 1);
          changed = true;
        }
      }
    }
  }

  /** Of a sum with a layer's output: the other operand, so that the layer can take the sum in. */
  private void roundResidualBranches(List<LinearLayer> layers) {
    Set<String> outputs = new LinkedHashSet<>();
    layers.forEach(layer -> outputs.add(layer.node().output()));
    List<Node> sums = new ArrayList<>();
    model.graph().nodes().stream().filter(node -> node.is("Add")).forEach(sums::add);
    for (Node sum : sums) {
      for (int i = 0; i < 2; i++) {
        String output = sum.input(1 - i);
        if (outputs.contains(output)
            && index.soleConsumer(output).isPresent()
            && isActivation(sum.input(i))
            && (!outputs.contains(sum.input(i)) || i == 1)) {
          readRounded(sum, i);
          break;
        }
      }
    }
  }
}
