package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {
  @Test
  void batchesComeInOrder() {
    List<Long> read = new ArrayList<>();
    try (ReadAhead ahead = ReadAhead.of(source(100, ReadAheadTest::batch), 3)) {
      ahead.forEachRemaining(batch -> read.add(number(batch)));

      assertThat(ahead.hasNext()).isFalse();
      assertThatThrownBy(ahead::next)
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("no batch is left");
    }

    assertThat(read).hasSize(100).isSorted();
  }

  /** Three are ready and a fourth waits for a place: nothing more is read until one is taken. */
  @Test
  void noMoreIsHeldThanAskedFor() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch fourth = new CountDownLatch(4);
    CountDownLatch fifth = new CountDownLatch(5);
    IntFunction<Batch> counted =
        i -> {
          made.incrementAndGet();
          fourth.countDown();
          fifth.countDown();
          return batch(i);
        };
    try (ReadAhead ahead = ReadAhead.of(source(100, counted), 3)) {
      assertThat(fourth.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(fifth.await(50, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(made).hasValue(4);

      ahead.next();

      assertThat(fifth.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatGoesWrongComesAfterWhatWentRight() {
    IOException cause = new IOException("torn");
    EngineException failure = new EngineException(Reason.INVALID_DATA, "damaged", cause);
    IntFunction<Batch> failing =
        i -> {
          if (i == 2) {
            throw failure;
          }
          return batch(i);
        };
    try (ReadAhead ahead = ReadAhead.of(source(5, failing), 4)) {
      assertThat(number(ahead.next())).isZero();
      assertThat(number(ahead.next())).isOne();
      assertThatThrownBy(ahead::next).isSameAs(failure).hasCause(cause);
      assertThatThrownBy(ahead::hasNext).isSameAs(failure);
    }
  }

  @Test
  void anErrorIsNoEndOfTheData() {
    IntFunction<Batch> failing =
        _ -> {
          throw new OutOfMemoryError("heap");
        };
    try (ReadAhead ahead = ReadAhead.of(source(5, failing), 4)) {
      assertThatThrownBy(ahead::hasNext).isInstanceOf(OutOfMemoryError.class).hasMessage("heap");
    }
  }

  @Test
  void closingWaitsForTheBatchInTheMaking() {
    AtomicInteger finished = new AtomicInteger();
    IntFunction<Batch> counted =
        i -> {
          Batch made = batch(i);
          finished.incrementAndGet();
          return made;
        };
    ReadAhead ahead = ReadAhead.of(source(Integer.MAX_VALUE, counted), 1);
    assertThat(ahead.hasNext()).isTrue();

    ahead.close();

    int count = finished.get();
    assertThat(ahead.hasNext()).isFalse();
    assertThatThrownBy(ahead::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("reading ahead was closed");
    ahead.close();
    assertThat(finished).hasValue(count);
  }

  @Test
  void anInterruptedReaderIsToldSo() {
    CountDownLatch never = new CountDownLatch(1);
    IntFunction<Batch> waiting =
        i -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return batch(i);
        };
    ReadAhead ahead = ReadAhead.of(source(1, waiting), 1);
    Thread.currentThread().interrupt();

    assertThatThrownBy(ahead::hasNext)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));

    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
    ahead.close();
  }

  private static Iterator<Batch> source(int count, IntFunction<Batch> made) {
    AtomicInteger next = new AtomicInteger();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return next.get() < count;
      }

      @Override
      public Batch next() {
        return made.apply(next.getAndIncrement());
      }
    };
  }

  private static Batch batch(int number) {
    return new Batch(
        new LinkedHashMap<>(Map.of("x", Tensor.ofLongs(Shape.of(1), number))), Optional.empty(), 1);
  }

  private static long number(Batch batch) {
    return batch.inputs().firstEntry().getValue().longAt(0);
  }
}
