package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Samples;
import java.util.List;

/** The batches of each step, each epoch in an order of its own. */
final class Shuffled implements AutoCloseable {
  private final Samples samples;
  private final long size;
  private final Timetable timetable;
  private final long seed;
  private int epoch = -1;
  private long[] order = {};

  Shuffled(Assignment assignment) {
    samples = assignment.data().training().samples();
    size = assignment.data().training().size();
    timetable = assignment.timetable();
    seed = assignment.run().seed();
  }

  List<Batch> batches(long step) {
    int now = timetable.epochOf(step);
    if (now != epoch) {
      order = Order.of(seed, now, size);
      epoch = now;
    }
    return timetable.batches(step, order).stream().map(samples::read).toList();
  }

  @Override
  public void close() {
    samples.close();
  }
}
