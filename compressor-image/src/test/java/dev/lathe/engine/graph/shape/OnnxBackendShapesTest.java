package dev.lathe.engine.graph.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Inference against the outputs that the ONNX project recorded for its tests of each operator. */
class OnnxBackendShapesTest {
  /** Operators of training, text and sequences, and transforms no compression has to do with. */
  private static final Set<String> WITHOUT_RULE =
      Set.of(
          "Col2Im",
          "ConcatFromSequence",
          "DFT",
          "Det",
          "Gradient",
          "ImageDecoder",
          "MelWeightMatrix",
          "NegativeLogLikelihoodLoss",
          "OptionalGetElement",
          "OptionalHasElement",
          "RegexFullMatch",
          "STFT",
          "SequenceAt",
          "SequenceLength",
          "SoftmaxCrossEntropyLoss",
          "StringConcat",
          "StringSplit");

  /** What is found of one output of a test. */
  private record Finding(
      String test,
      String operator,
      Tensor recorded,
      Optional<TensorType> type,
      Optional<Tensor> value) {

    boolean contradicts() {
      if (type.isEmpty()) {
        return false;
      }
      if (type.get().elementType() != recorded.type()) {
        return true;
      }
      List<Dim> dims = type.get().shape().orElse(Dims.of(recorded.shape()));
      if (dims.size() != recorded.shape().rank()) {
        return true;
      }
      for (int axis = 0; axis < dims.size(); axis++) {
        if (Dims.differ(dims.get(axis), Dim.of(recorded.shape().dim(axis)))) {
          return true;
        }
      }
      return false;
    }

    boolean isExact() {
      return type.flatMap(TensorType::knownShape).isPresent();
    }
  }

  private static List<Finding> findings(boolean constantInputs) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (BackendCase test : BackendCase.from(11)) {
      Model model = constantInputs ? withConstantInputs(test) : test.model();
      KnownValues known = KnownValues.of(model);
      test.outputs()
          .forEach((name, recorded) ->
              findings.add(
                  new Finding(
                      test.name(),
                      operator(model.graph(), name),
                      recorded,
                      known.type(name),
                      known.tensor(name))));
    }
    return findings;
  }

  private static Model withConstantInputs(BackendCase test) {
    GraphEditor editor = test.model().graph().edit();
    test.inputs()
        .forEach((name, tensor) -> editor.removeInitializer(name).initializer(name, tensor));
    return test.model().withGraph(editor.toGraph());
  }

  private static String operator(Graph graph, String output) {
    return graph.nodes().stream()
        .filter(node -> node.outputs().contains(output))
        .map(Node::opType)
        .findFirst()
        .orElse("none");
  }

  @Test
  void nothingContradictsWhatWasRecorded() throws IOException {
    assertThat(findings(false)).hasSizeGreaterThan(1_800).noneMatch(Finding::contradicts);
    assertThat(findings(true)).noneMatch(Finding::contradicts);
  }

  @Test
  void nearlyAllIsKnownOnceTheInputsAre() throws IOException {
    List<Finding> findings = findings(true);
    Set<String> unknown = new TreeSet<>();
    findings.stream()
        .filter(finding -> finding.type().flatMap(TensorType::shape).isEmpty())
        .forEach(finding -> unknown.add(finding.operator()));

    assertThat(unknown).containsExactlyInAnyOrderElementsOf(new TreeSet<>(WITHOUT_RULE));
    assertThat(findings.stream().filter(Finding::isExact).count()).isGreaterThan(1_650);
  }

  @Test
  void everyElementThatIsWorkedOutIsTheOneRecorded() throws IOException {
    List<Finding> workedOut =
        findings(true).stream().filter(finding -> finding.value().isPresent()).toList();

    assertThat(workedOut).hasSizeGreaterThan(330);
    assertThat(workedOut)
        .allMatch(finding -> finding.recorded().equals(finding.value().orElseThrow()));
  }
}
