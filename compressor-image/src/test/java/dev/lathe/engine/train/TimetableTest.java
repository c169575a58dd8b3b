package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimetableTest {
  @Test
  void everySampleBelongsToOneBatchOfAnEpoch() {
    Timetable timetable = new Timetable(10, 3, Length.epochs(2, 3).withAccumulate(2));
    long[] order = Order.of(7, 0, 10);

    List<List<long[]>> steps =
        LongStream.range(0, timetable.stepsPerEpoch())
            .mapToObj(step -> timetable.batches(step, order))
            .toList();

    assertThat(steps).extracting(List::size).containsExactly(2, 2);
    assertThat(steps.getLast().getLast()).hasSize(1);
    assertThat(steps.stream().flatMap(List::stream).flatMapToLong(Arrays::stream).toArray())
        .containsExactly(order);
    assertThat(timetable.steps()).isEqualTo(4);
    assertThat(timetable.epochOf(1)).isZero();
    assertThat(timetable.epochOf(2)).isEqualTo(1);
  }

  @Test
  void lengthsSayHowOftenASampleComes() {
    assertThat(Length.epochs(3, 8).passes(100)).isEqualTo(3);
    assertThat(Length.steps(25, 8).withAccumulate(2).passes(100)).isEqualTo(4);
  }

  @Test
  void stepsMayEndWithinAnEpoch() {
    Timetable timetable = new Timetable(10, 3, Length.steps(6, 3));

    assertThat(timetable.stepsPerEpoch()).isEqualTo(4);
    assertThat(timetable.epochs()).isEqualTo(2);
    assertThat(LongStream.rangeClosed(0, 6).filter(timetable::validatesAfter))
        .containsExactly(4L, 6L);
  }

  @Test
  void validationMayBeDueWithinAnEpoch() {
    Timetable timetable = new Timetable(10, 3, Length.epochs(2, 3).withValidateEvery(3));

    assertThat(LongStream.rangeClosed(0, 8).filter(timetable::validatesAfter))
        .containsExactly(3L, 6L, 8L);
  }

  @Test
  void turningPointsAreEndsOfEpochsThatAreNotTooClose() {
    Timetable timetable = new Timetable(120, 3, Length.epochs(7, 3));

    assertThat(LongStream.rangeClosed(0, 280).filter(timetable::turnsAfter))
        .containsExactly(120L, 240L);
  }

  @Test
  void anOrderIsAPermutationOfItsOwnForEachSeedAndEpoch() {
    long[] order = Order.of(1, 0, 100);

    assertThat(order).containsExactly(Order.of(1, 0, 100));
    assertThat(Arrays.stream(order).sorted().toArray())
        .containsExactly(LongStream.range(0, 100).toArray());
    assertThat(Order.of(1, 1, 100)).isNotEqualTo(order);
    assertThat(Order.of(2, 0, 100)).isNotEqualTo(order);
  }

  /** 6,000 orders of three: each of the six would be found 1,000 times, give or take 29. */
  @Test
  void everyOrderIsAsLikely() {
    var counts =
        LongStream.range(0, 6000)
            .mapToObj(seed -> Arrays.toString(Order.of(seed, 0, 3)))
            .collect(
                java.util.stream.Collectors.groupingBy(
                    it -> it, java.util.stream.Collectors.counting()));

    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850L, 1150L));
  }
}
