package dev.lathe.engine.train;

import dev.lathe.engine.data.Augmentation;
import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.ReadAhead;
import dev.lathe.engine.data.Samples;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The batches of each step, each epoch in an order of its own, changed as the augmentation says and
 * read ahead.
 */
final class Shuffled implements AutoCloseable {
  private static final int BATCHES_AHEAD = 2;

  private final Assignment given;
  private final Timetable timetable;
  private final Samples samples;
  private @Nullable ReadAhead ahead;
  private long next;

  Shuffled(Assignment given) {
    this.given = given;
    timetable = given.timetable();
    samples = given.data().training().samples();
  }

  /** Returns the batches of a step; those of the next one are ready soonest. */
  List<Batch> batches(long step) {
    ReadAhead stream = ahead;
    if (stream == null || step != next) {
      stop();
      stream = ReadAhead.of(new FromStep(step), BATCHES_AHEAD);
      ahead = stream;
    }
    next = step + 1;
    List<Batch> batches = new ArrayList<>();
    for (int left = timetable.batchesOf(step); left > 0; left--) {
      batches.add(stream.next());
    }
    return batches;
  }

  private void stop() {
    if (ahead != null) {
      ahead.close();
      ahead = null;
    }
  }

  @Override
  public void close() {
    stop();
    samples.close();
  }

  /** All batches from a step on. */
  private final class FromStep implements Iterator<Batch> {
    private long step;
    private int epoch = -1;
    private long[] order = {};
    private Iterator<long[]> batches = List.<long[]>of().iterator();

    private FromStep(long first) {
      step = first;
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext() || step < timetable.steps();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!batches.hasNext()) {
        int now = timetable.epochOf(step);
        if (now != epoch) {
          order = Order.of(given.run().seed(), now, given.data().training().size());
          epoch = now;
        }
        batches = timetable.batches(step, order).iterator();
        step++;
      }
      long[] numbers = batches.next();
      Batch batch = samples.read(numbers);
      Optional<Augmentation> augmentation = given.data().augmentation();
      return augmentation.isEmpty()
          ? batch
          : augmentation.get().apply(batch, numbers, given.run().seed(), epoch);
    }
  }
}
