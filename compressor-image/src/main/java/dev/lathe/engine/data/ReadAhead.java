package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Prepares batches on a thread of its own while others are learnt from, at most so many ahead.
 * Order is kept; what goes wrong is thrown to the reader as it is, after the batches before it. One
 * thread reads and closes.
 */
public final class ReadAhead implements Batches {
  private static final Duration LONGEST_BATCH = Duration.ofMinutes(1);

  private final Iterator<Batch> source;
  private final int depth;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Batch> ready = new ArrayDeque<>();
  private @Nullable Throwable failure;
  private boolean exhausted;
  private boolean closed;

  private ReadAhead(Iterator<Batch> source, int depth) {
    this.source = source;
    this.depth = depth;
    thread = Thread.ofPlatform().daemon().name("read-ahead").unstarted(this::prepare);
  }

  /**
   * Starts to prepare batches.
   *
   * @param source used by the thread alone, until it is closed
   * @param depth how many batches are held ready, at least 1; one more is in the making
   */
  public static ReadAhead of(Iterator<Batch> source, int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("a depth of at least 1 expected, found " + depth);
    }
    ReadAhead ahead = new ReadAhead(source, depth);
    ahead.thread.start();
    return ahead;
  }

  /**
   * Whether there is another batch; waits until that is known.
   *
   * @throws RuntimeException what the source threw, or an Error
   * @throws EngineException INTERRUPTED if the waiting thread is
   */
  @Override
  public boolean hasNext() {
    lock.lock();
    try {
      while (ready.isEmpty() && failure == null && !exhausted && !closed) {
        changed.await();
      }
      if (ready.isEmpty() && !closed) {
        throwFailure();
      }
      return !ready.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(Reason.INTERRUPTED, "interrupted while samples were read", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException(closed ? "reading ahead was closed" : "no batch is left");
    }
    lock.lock();
    try {
      changed.signalAll();
      return ready.remove();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the thread and waits until it is done with the batch in the making, for what it reads from
   * may be closed next; at most a minute, since a file that does not answer must not stop the rest.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ready.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(LONGEST_BATCH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void throwFailure() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void prepare() {
    try {
      while (source.hasNext() && offer(source.next())) {}
      finish(null);
    } catch (RuntimeException | Error e) {
      finish(e);
    }
  }

  /** Waits for a free place; says whether to go on. */
  private boolean offer(Batch batch) {
    lock.lock();
    try {
      while (ready.size() == depth && !closed) {
        changed.awaitUninterruptibly();
      }
      if (!closed) {
        ready.add(batch);
        changed.signalAll();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void finish(@Nullable Throwable thrown) {
    lock.lock();
    try {
      failure = thrown;
      exhausted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
