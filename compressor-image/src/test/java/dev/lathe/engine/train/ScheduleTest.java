package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
  /**
   * Rates of ten steps by {@code torch.optim.lr_scheduler} of PyTorch 2.7.1: LinearLR, then
   * LinearLR, CosineAnnealingLR or ConstantLR in a SequentialLR; OneCycleLR.
   */
  static Stream<Arguments> pyTorch() {
    return Stream.of(
        Arguments.of(
            new Schedule.Linear(0.2),
            "0.333333333 0.666666667 1 0.875 0.75 0.625 0.5 0.375 0.25 0.125"),
        Arguments.of(
            new Schedule.Cosine(0.2),
            "0.333333333 0.666666667 1 0.961939766 0.853553391 0.691341716 0.5 0.308658284"
                + " 0.146446609 0.038060234"),
        Arguments.of(new Schedule.Constant(0.2), "0.333333333 0.666666667 1 1 1 1 1 1 1 1"),
        Arguments.of(
            new Schedule.OneCycle(0.3),
            "0.04 0.52 1 0.950484632 0.811745654 0.611262022 0.388741978 0.188258346 0.049519368"),
        Arguments.of(
            new Schedule.OneCycle(0.25),
            "0.04 0.76 0.989073844 0.904508879 0.750001 0.552266023 0.345494121 0.165438035"
                + " 0.043231098"));
  }

  @ParameterizedTest
  @MethodSource("pyTorch")
  void ratesAreThoseOfPyTorch(Schedule schedule, String expected) {
    double[] rates = Stream.of(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();

    assertThat(
            IntStream.range(0, rates.length)
                .mapToDouble(step -> schedule.shareAt(step, 10, 0))
                .toArray())
        .containsExactly(rates, within(1e-8));
  }

  @Test
  void aStepComesAfterSoManyEpochs() {
    Schedule schedule = new Schedule.Steps(4, 0.1, 0);

    assertThat(IntStream.range(0, 10).mapToDouble(epoch -> schedule.shareAt(epoch, 10, epoch)))
        .containsExactly(1.0, 1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.1, 0.1 * 0.1, 0.1 * 0.1);
  }

  @Test
  void theCycleEndsFarBelowWhereItBegan() {
    assertThat(new Schedule.OneCycle(0.3).shareAt(9, 10, 0)).isCloseTo(4e-6, within(1e-12));
  }

  @Test
  void noShareIsBelowZeroOrAboveOne() {
    Stream.of(
            new Schedule.Constant(0.1),
            new Schedule.Linear(0.99),
            new Schedule.Cosine(0),
            new Schedule.Steps(1, 0.5, 0.5),
            new Schedule.OneCycle(0),
            new Schedule.OneCycle(0.9))
        .forEach(schedule ->
            IntStream.rangeClosed(1, 12)
                .forEach(steps ->
                    assertThat(
                            IntStream.range(0, steps)
                                .mapToDouble(step -> schedule.shareAt(step, steps, step)))
                        .as("%s over %d steps", schedule, steps)
                        .allMatch(share -> share >= 0 && share <= 1)));
  }

  @Test
  void warmUpIsAShareBelowAll() {
    assertThatThrownBy(() -> new Schedule.Cosine(1))
        .hasMessage("warmup: a share in [0, 1) expected, found 1.0");
  }
}
