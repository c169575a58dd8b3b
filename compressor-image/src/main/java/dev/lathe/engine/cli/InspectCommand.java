package dev.lathe.engine.cli;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.report.MetricText;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.wording.Count;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lathe inspect}. */
@Command(
    name = "inspect",
    description = "Says what is in a model: inputs, outputs, operators, weights.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class InspectCommand implements Callable<Integer> {
  private static final int LONGEST_NAME = 48;

  private final Host host;

  @Parameters(paramLabel = "MODEL", description = "The ONNX file.")
  private @Nullable Path file;

  @Option(
      names = "--tensors",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many of the largest tensors to list. Default: ${DEFAULT-VALUE}.")
  private int tensors;

  InspectCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (file == null) {
      throw new IllegalStateException("the model is a required parameter");
    }
    try {
      print(ModelArgument.read(file));
      return 0;
    } catch (RuntimeException | Error failure) {
      return Failures.tell(failure, host, false);
    }
  }

  /** A constant, wherever the model keeps it. */
  private record Constant(String name, Tensor tensor) {}

  private void print(ModelFile read) {
    Model model = read.model();
    Graph graph = model.graph();
    Style style = new Style(host.terminal().hasColours());
    List<Constant> constants = constants(graph);
    long elements = constants.stream().mapToLong(one -> one.tensor().elementCount()).sum();
    List<Node> nodes = allNodes(graph).toList();

    TextTable facts =
        new TextTable(2)
            .row(style.bold("File"), read.path() + ", " + MetricText.bytes(size(read)))
            .row(style.bold("Format"), "IR %d, %s".formatted(model.irVersion(), opsets(model)))
            .row(style.bold("Producer"), producer(model));
    for (Map.Entry<String, String> entry : model.metadata().entrySet()) {
      facts.row(style.bold("Metadata"), entry.getKey() + " = " + entry.getValue());
    }
    graph.requiredInputs().forEach(value -> facts.row(style.bold("Input"), typed(value)));
    graph.outputs().forEach(value -> facts.row(style.bold("Output"), typed(value)));
    facts.row(
        style.bold("Weights"),
        "%s elements in %,d tensors".formatted(MetricText.count(elements), constants.size()));
    facts.lines().forEach(host.out()::println);

    host.out().println();
    host.out().println(style.bold("Operators") + " " + style.faint(Count.of(nodes.size(), "node")));
    TextTable operators = new TextTable(1);
    countByOperator(nodes).entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> operators.row("  " + entry.getKey(), "%,d".formatted(entry.getValue())));
    operators.lines().forEach(host.out()::println);

    host.out().println();
    host.out().println(style.bold("Largest tensors"));
    TextTable largest = new TextTable(3);
    constants.stream()
        .sorted(
            Comparator.<Constant>comparingLong(one -> one.tensor().sizeInBytes())
                .reversed()
                .thenComparing(Constant::name))
        .limit(tensors)
        .forEach(one ->
            largest.row(
                "  " + Style.fit(one.name(), LONGEST_NAME).strip(),
                one.tensor().type().name(),
                one.tensor().shape().toString(),
                MetricText.bytes(one.tensor().sizeInBytes())));
    largest.lines().forEach(host.out()::println);
    host.out().flush();
  }

  private static List<Constant> constants(Graph graph) {
    Stream<Constant> initializers =
        graph.initializers().values().stream().map(one -> new Constant(one.name(), one.tensor()));
    Stream<Constant> nodes =
        allNodes(graph)
            .filter(node -> node.is("Constant"))
            .flatMap(node ->
                node.tensorAttribute("value").stream()
                    .map(value -> new Constant(node.output(), value)));
    return Stream.concat(initializers, nodes).toList();
  }

  private static Stream<Node> allNodes(Graph graph) {
    return graph.nodes().stream()
        .flatMap(node ->
            Stream.concat(
                Stream.of(node), node.bodies().stream().flatMap(InspectCommand::allNodes)));
  }

  private static Map<String, Long> countByOperator(List<Node> nodes) {
    return nodes.stream()
        .collect(
            Collectors.groupingBy(
                node ->
                    node.domain().isEmpty() ? node.opType() : node.domain() + "." + node.opType(),
                TreeMap::new,
                Collectors.counting()));
  }

  private static String opsets(Model model) {
    return model.opsets().entrySet().stream()
        .map(entry ->
            entry.getKey().isEmpty()
                ? "opset " + entry.getValue()
                : entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String producer(Model model) {
    String text = (model.producer().name() + " " + model.producer().version()).strip();
    return text.isEmpty() ? "not said" : text;
  }

  private static String typed(Value value) {
    return value.name()
        + "  "
        + switch (value.type()) {
          case ValueType.TensorType tensor -> tensor.toString();
          case ValueType.Other _ -> "no tensor";
        };
  }

  private static long size(ModelFile read) {
    try {
      long bytes = Files.size(read.path());
      for (Path data : read.externalData()) {
        bytes += Files.size(data);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
