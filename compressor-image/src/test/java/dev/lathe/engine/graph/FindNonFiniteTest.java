package dev.lathe.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindNonFiniteTest {
  private static Graph graph(Tensor weights, Node... nodes) {
    SequencedMap<String, Initializer> initializers = new LinkedHashMap<>();
    initializers.put("w", Initializer.of("w", weights));
    return new Graph(
        "g",
        List.of(nodes),
        List.of(),
        List.of(),
        initializers,
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        Residue.none());
  }

  private static List<FindNonFinite.Found> in(Tensor weights) {
    return FindNonFinite.in(graph(weights));
  }

  @Test
  void finiteWeightsAreFoundNothingIn() {
    Tensor finite = Tensor.ofFloats(Shape.of(4), 0, -0f, Float.MAX_VALUE, -Float.MIN_VALUE);

    assertThat(in(finite)).isEmpty();
    assertThat(in(Tensor.ofLongs(Shape.of(2), -1, Long.MAX_VALUE))).isEmpty();
  }

  @Test
  void aNanBehindAnInfinityIsTheOneReported() {
    float inf = Float.NEGATIVE_INFINITY;

    assertThat(in(Tensor.ofFloats(Shape.of(3), 1, inf, Float.NaN)))
        .containsExactly(new FindNonFinite.Found("initializer 'w'", 2, 3, true));
    assertThat(in(Tensor.ofFloats(Shape.of(3), 1, inf, inf)))
        .containsExactly(new FindNonFinite.Found("initializer 'w'", 1, 3, false));
  }

  @Test
  void theIndexCountsAcrossTheWindowsOfALargeTensor() {
    float[] values = new float[3_000_001];
    values[3_000_000] = Float.NaN;

    assertThat(in(Tensor.ofFloats(Shape.of(values.length), values)))
        .extracting(FindNonFinite.Found::index)
        .containsExactly(3_000_000L);
  }

  /** Each pattern stands in the second of two elements. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 7c00, false",
    "FLOAT16, fe00, true",
    "BFLOAT16, ff80, false",
    "BFLOAT16, 7f81, true",
    "FLOAT, ff800000, false",
    "FLOAT, 7fc00000, true",
    "DOUBLE, 7ff0000000000000, false",
    "DOUBLE, fff8000000000000, true",
    "COMPLEX64, 7fc0000000000000, true",
    "FLOAT8E5M2, 7c, false",
    "FLOAT8E5M2, fd, true",
    "FLOAT8E4M3FNUZ, 80, true",
  })
  void everyTypeHasItsPatterns(DType type, String pattern, boolean isNan) {
    int width = type.bits() / 8;
    byte[] bytes = new byte[2 * width];
    long bits = Long.parseUnsignedLong(pattern, 16);
    for (int i = 0; i < width; i++) {
      bytes[width + i] = (byte) (bits >>> 8 * i);
    }

    assertThat(in(Tensor.ofBytes(type, Shape.of(2), bytes)))
        .containsExactly(new FindNonFinite.Found("initializer 'w'", 1, 2, isNan));
  }

  /** E4M3FN and E8M0 have no infinity: what is not finite is NaN. */
  @ParameterizedTest
  @CsvSource({"FLOAT8E4M3FN, 7e, 7f", "FLOAT8E4M3FN, fe, ff", "FLOAT8E8M0, fe, ff"})
  void typesWithoutInfinityKnowNanAlone(DType type, String finite, String nan) {
    assertThat(in(Tensor.ofBytes(type, Shape.of(1), (byte) Integer.parseInt(finite, 16))))
        .isEmpty();
    assertThat(in(Tensor.ofBytes(type, Shape.of(1), (byte) Integer.parseInt(nan, 16))))
        .extracting(FindNonFinite.Found::isNan)
        .containsExactly(true);
  }

  @Test
  void constantsInBodiesAreNamedByTheirNodes() {
    Node constant =
        Node.of("Constant", "c", List.of(), List.of("c"))
            .withAttribute("value", Attribute.of(Tensor.ofFloats(Shape.scalar(), Float.NaN)));
    Node branch =
        Node.of("If", "if", List.of(), List.of("y"))
            .withAttribute(
                "then_branch",
                new Attribute.GraphValue(graph(Tensor.ofFloats(Shape.scalar(), 1), constant)));

    assertThat(FindNonFinite.in(graph(Tensor.ofFloats(Shape.scalar(), 1), branch)))
        .extracting(FindNonFinite.Found::toString)
        .containsExactly("If 'if', Constant 'c', attribute 'value': element 0 is NaN");
  }
}
