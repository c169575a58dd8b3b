package dev.lathe.engine.cli;

import dev.lathe.engine.recipe.Progress;
import dev.lathe.engine.recipe.Progress.Leg;
import dev.lathe.engine.train.TrainingProgress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts progress to the operator, on a thread of its own: the newest event when a stage begins,
 * else at most every two seconds. A run neither waits for it nor fails by it.
 */
final class HttpProgress implements Progress, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_MESSAGE = 200;

  private final Target target;
  private final Pacing pacing;
  private final Consumer<String> log;
  private final HttpClient client;
  private final Thread sender;
  private final Object lock = new Object();
  private @Nullable Event newest;
  private boolean closed;
  private boolean complained;

  /**
   * Where progress goes.
   *
   * @param url complete
   * @param tokenFile holds a bearer token, which the platform renews
   * @param attempt number of the attempt, from 1
   */
  record Target(URI url, Optional<Path> tokenFile, int attempt) {}

  /**
   * How often is posted.
   *
   * @param between two posts of the same stage
   * @param last how long the end of a run waits for the last post
   */
  record Pacing(Duration between, Duration last) {
    static final Pacing USUAL = new Pacing(Duration.ofSeconds(2), Duration.ofSeconds(2));
  }

  /**
   * @param client trusts the operator
   * @param log is told once if posting does not work
   */
  HttpProgress(Target target, HttpClient client, Pacing pacing, Consumer<String> log) {
    this.target = target;
    this.client = client;
    this.pacing = pacing;
    this.log = log;
    sender = Thread.ofPlatform().daemon().name("progress").start(this::sendAll);
  }

  @Override
  public void report(Event event) {
    synchronized (lock) {
      newest = event;
      lock.notifyAll();
    }
  }

  private void sendAll() {
    StageClock clock = new StageClock(System::nanoTime);
    long startNanos = System.nanoTime();
    long sentNanos = startNanos - pacing.between().toNanos();
    Optional<Leg> sentLeg = Optional.empty();
    try {
      while (true) {
        Event event;
        synchronized (lock) {
          while (newest == null && !closed) {
            lock.wait();
          }
          if (newest == null) {
            return;
          }
          long waitMillis =
              pacing.between().toMillis() - (System.nanoTime() - sentNanos) / 1_000_000;
          if (!closed && waitMillis > 0 && sentLeg.equals(Optional.of(newest.leg()))) {
            lock.wait(waitMillis);
            continue;
          }
          event = newest;
          newest = null;
        }
        clock.see(event);
        post(event, remainingSeconds(event, startNanos));
        sentLeg = Optional.of(event.leg());
        sentNanos = System.nanoTime();
      }
    } catch (InterruptedException e) {
      return; // the process ends
    }
  }

  /** Returns how long the rest of the run may take if it goes on at this pace. */
  private static Optional<Long> remainingSeconds(Event event, long startNanos) {
    if (event.training().isPresent()) {
      return Optional.of(event.training().get().remaining().toSeconds());
    }
    int percent = event.percent();
    double elapsed = (System.nanoTime() - startNanos) / 1e9;
    return percent < 5 || elapsed < 2
        ? Optional.empty()
        : Optional.of(Math.round(elapsed * (100 - percent) / percent));
  }

  private void post(Event event, Optional<Long> remainingSeconds) throws InterruptedException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("attempt", target.attempt())
        .put("percent", event.percent())
        .put("stage", event.stage().reportName())
        .put("message", Style.fit(message(event), LONGEST_MESSAGE).strip());
    remainingSeconds.ifPresent(seconds -> body.put("estimatedRemainingSeconds", seconds));
    event.training().ifPresent(training -> write(training, body.putObject("training")));
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target.url())
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)));
      if (target.tokenFile().isPresent()) {
        request.header(
            "Authorization", "Bearer " + Files.readString(target.tokenFile().get()).strip());
      }
      int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        complain("the operator answered with status " + status);
      }
    } catch (IOException | IllegalArgumentException e) {
      complain(e.toString());
    }
  }

  private static String message(Event event) {
    if (event.training().isEmpty()) {
      return event.message();
    }
    TrainingProgress training = event.training().get();
    String at =
        "epoch %d of %d, step %d of %d"
            .formatted(training.epoch(), training.epochs(), training.step(), training.steps());
    return event.message().isEmpty() ? at : at + ", " + event.message();
  }

  /** Decimals are strings, as everywhere in the API. */
  private static void write(TrainingProgress training, ObjectNode node) {
    node.put("epoch", training.epoch())
        .put("epochs", training.epochs())
        .put("step", training.step())
        .put("steps", training.steps())
        .put("loss", TrainingLine.loss(training.loss()))
        .put("learningRate", TrainingLine.rate(training.learningRate()))
        .put("samplesPerSecond", String.format(Locale.ROOT, "%.1f", training.samplesPerSecond()));
  }

  private void complain(String why) {
    if (!complained) {
      complained = true;
      log.accept("progress cannot be posted (the run goes on): " + why);
    }
  }

  /** Sends what is left to send, and waits for it a little. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    try {
      sender.join(pacing.last());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
  }
}
