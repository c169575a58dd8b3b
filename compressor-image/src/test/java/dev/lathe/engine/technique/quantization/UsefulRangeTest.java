package dev.lathe.engine.technique.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class UsefulRangeTest {
  private static final Range SEEN = new Range(-10, 12);

  /** Returns what is useful of the value {@code x}, as {@code readers} draws its readers. */
  private static Range useful(BiConsumer<Sketch, String> readers) {
    Model model = Sketch.model(s -> readers.accept(s, s.input("x", -1, 8)));
    return new UsefulRange(model).of("x", SEEN);
  }

  private static String scalar(Sketch s, float value) {
    return s.constant(Tensor.ofFloats(Shape.scalar(), value));
  }

  @Test
  void aHardSwishSpelledOutIsZeroBelowMinusThree() {
    assertThat(
            useful((s, x) -> {
              String sum = s.node("Add", x, scalar(s, 3));
              String gate = s.node("Clip", sum, scalar(s, 0), scalar(s, 6));
              s.output(s.node("Div", s.node("Mul", x, gate), scalar(s, 6)));
            }))
        .isEqualTo(new Range(-3, 12));
  }

  @Test
  void aHardSwishWhoseGateIsScaledFirstIsTheSame() {
    assertThat(
            useful((s, x) -> {
              String sum = s.node("Add", scalar(s, 3), x);
              String gate = s.node("Clip", sum, scalar(s, 0), scalar(s, 6));
              s.output(s.node("Mul", s.node("Div", gate, scalar(s, 6)), x));
            }))
        .isEqualTo(new Range(-3, 12));
  }

  /** 0.2 x + 0.5 is within [0, 1] for x in [-2.5, 2.5]. */
  @Test
  void aHardSigmoidSaturatesAtBothEnds() {
    assertThat(useful((s, x) -> s.output(s.node("HardSigmoid", x))))
        .isEqualTo(new Range(-2.5f, 2.5f));
  }

  /** clip(2 (x + 1), 0, 6) changes for x in [-1, 2] only. */
  @Test
  void sumsAndProductsWithScalarsAreSolvedForTheInput() {
    assertThat(
            useful((s, x) -> {
              String doubled = s.node("Mul", s.node("Add", x, scalar(s, 1)), scalar(s, 2));
              s.output(s.node("Clip", doubled, scalar(s, 0), scalar(s, 6)));
            }))
        .isEqualTo(new Range(-1, 2));
  }

  @Test
  void whatAnotherReaderTellsApartStays() {
    assertThat(
            useful((s, x) -> {
              s.output(s.relu(x));
              s.output(s.node("Neg", x));
            }))
        .isEqualTo(SEEN);
  }

  @Test
  void aGateThatIsNotClosedAtZeroKeepsEverything() {
    assertThat(
            useful((s, x) -> {
              String sum = s.node("Add", x, scalar(s, 3));
              String gate = s.node("Clip", sum, scalar(s, 1), scalar(s, 6));
              s.output(s.node("Mul", x, gate));
            }))
        .isEqualTo(SEEN);
  }

  @Test
  void zeroAlwaysStaysWithin() {
    assertThat(useful((s, x) -> s.output(s.node("Clip", x, scalar(s, 4), scalar(s, 9)))))
        .isEqualTo(new Range(0, 9));
  }

  @Test
  void anOutputOfTheModelKeepsItsRange() {
    Model model =
        Sketch.model(s -> {
          String y = s.node("Neg", s.input("x", -1, 8));
          s.output(y);
          s.output(s.relu(y));
        });

    assertThat(new UsefulRange(model).of(model.graph().outputs().getFirst().name(), SEEN))
        .isEqualTo(SEEN);
  }
}
