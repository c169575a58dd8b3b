package dev.lathe.operator.given;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.observe.Attempt;
import dev.lathe.operator.observe.ChildJob;
import dev.lathe.operator.observe.Children;
import dev.lathe.operator.observe.Kueue;
import dev.lathe.operator.observe.Observation;
import dev.lathe.operator.observe.PodStage;
import dev.lathe.operator.observe.PodView;
import dev.lathe.operator.observe.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Builds observations. */
public final class Seen {
  private final CompressionJob job;
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<PodView> strays = new ArrayList<>();
  private Instant now = Given.NOW;
  private boolean runtime = true;
  private Kueue kueue = new Kueue(false, Optional.empty());
  private Optional<Children.Refusal> refusal = Optional.empty();

  private Seen(CompressionJob job) {
    this.job = job;
  }

  public static Seen of(CompressionJob job) {
    return new Seen(job);
  }

  public Seen after(Duration passed) {
    now = Given.NOW.plus(passed);
    return this;
  }

  public Seen withoutRuntime() {
    runtime = false;
    return this;
  }

  public Seen kueue(boolean installed, Kueue.Workload... workload) {
    kueue =
        new Kueue(installed, workload.length == 0 ? Optional.empty() : Optional.of(workload[0]));
    return this;
  }

  public Seen refusal(String message) {
    refusal = Optional.of(new Children.Refusal(message));
    return this;
  }

  public Seen stray(PodView pod) {
    strays.add(pod);
    return this;
  }

  /** Adds an attempt that nothing holds. */
  public Seen attempt(int number, ChildJob.Phase phase, PodView... pods) {
    return attempt(number, phase, new ChildJob.Hold(false, false, false), pods);
  }

  public Seen attempt(int number, ChildJob.Phase phase, ChildJob.Hold hold, PodView... pods) {
    ChildJob child = new ChildJob("small-" + number, "uid-" + number, phase, hold);
    attempts.add(new Attempt(number, child, List.of(pods), Optional.empty()));
    return this;
  }

  public Observation build() {
    return new Observation(
        now,
        job,
        runtime ? Optional.of(Given.runtime().getSpec()) : Optional.empty(),
        new Children(attempts, strays, refusal),
        kueue);
  }

  public static ChildJob.Phase active() {
    return new ChildJob.Phase.Active();
  }

  public static ChildJob.Phase failed() {
    return new ChildJob.Phase.Failed(Given.NOW, "Job has reached the specified backoff limit");
  }

  public static ChildJob.Phase succeeded() {
    return new ChildJob.Phase.Succeeded();
  }

  public static PodView waiting(String name, Wait why) {
    return new PodView(name, name + "-uid", new PodStage.Waiting(why));
  }

  public static PodView running(String name, Instant since) {
    return new PodView(name, name + "-uid", new PodStage.Running(since));
  }

  /** Returns a pod that ran for a minute until now. */
  public static PodView ended(String name, int exitCode, String message) {
    return ended(name, exitCode, message, PodStage.Cause.EXIT);
  }

  public static PodView ended(String name, int exitCode, String message, PodStage.Cause cause) {
    return new PodView(
        name,
        name + "-uid",
        new PodStage.Ended(
            OptionalInt.of(exitCode),
            message,
            cause,
            Optional.of(new PodStage.Times(Given.NOW.minusSeconds(60), Given.NOW))));
  }
}
