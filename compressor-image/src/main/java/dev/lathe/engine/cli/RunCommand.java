package dev.lathe.engine.cli;

import dev.lathe.engine.artifact.Destination;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.Manifest;
import dev.lathe.engine.recipe.Pipeline;
import dev.lathe.engine.recipe.Progress;
import dev.lathe.engine.recipe.RunResult;
import dev.lathe.engine.recipe.Stage;
import dev.lathe.engine.report.ReportFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lathe run}. */
@Command(
    name = "run",
    description = {
      "Runs a CompressionJob: fetches, compresses, judges and publishes.",
      "",
      "Exit codes: 0 published; 10-19 the job cannot succeed as it is; 20-29 a store or disk failed;"
          + " 30 a required gate failed; 31 one could not be decided; 40 memory; 50 stopped; 70 a"
          + " defect in Lathe."
    },
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class RunCommand implements Callable<Integer> {
  /** What somebody waits for who pressed a key. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A pod is given 120 seconds, of which a step and a checkpoint of a large model take most. */
  private static final Duration PATIENCE_OF_PODS = Duration.ofSeconds(110);

  private final Host host;

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder for the result, in place of the manifest's spec.output.")
  private @Nullable Path output;

  @Option(names = "--verbose", description = "Print where in the engine a failure comes from.")
  private boolean verbose;

  RunCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    LastWords lastWords =
        new LastWords(host.path("LATHE_TERMINATION_MESSAGE"), host.err()::println);
    AtomicReference<@Nullable Stage> stage = new AtomicReference<>();
    Interruption interruption =
        new Interruption(
            host.terminal().isInteractive() ? PATIENCE : PATIENCE_OF_PODS,
            () ->
                lastWords.say(
                    new Ending(Reason.INTERRUPTED, Interruption.MESSAGE),
                    Optional.ofNullable(stage.get())));
    interruption.listen();
    Progress watch = interruption.andThen(event -> stage.set(event.stage()));
    int exitCode = run(watch, lastWords, () -> Optional.ofNullable(stage.get()));
    interruption.runIsOver(exitCode);
    return exitCode;
  }

  /** Where a run is. */
  private interface Whereabouts {
    Optional<Stage> stage();
  }

  private int run(Progress watch, LastWords lastWords, Whereabouts whereabouts) {
    ProgressView view = view();
    try (Scratch scratch = Scratch.open(options.work(host));
        HttpReporting reporting = HttpReporting.open(host)) {
      JobOptions.Job job = options.read();
      Manifest manifest = redirected(job.manifest());
      Progress progress = watch.andThen(view).andThen(reporting.progress());
      RunResult result =
          new Pipeline(
                  options.workplace(host, manifest, scratch.folder()), progress, new ReportFiles())
              .run(manifest, job.text());
      view.end(true);
      lastWords.say(result);
      new ResultText(host).print(result, options.base());
      return switch (result) {
        case RunResult.Accepted _ -> 0;
        case RunResult.Rejected rejected -> rejected.reason().exitCode();
      };
    } catch (RuntimeException | Error failure) {
      view.end(false);
      lastWords.say(Ending.of(failure), whereabouts.stage());
      return Failures.tell(failure, host, verbose);
    }
  }

  private ProgressView view() {
    return host.terminal().isInteractive()
        ? new ProgressBars(host.err(), host.terminal(), System::nanoTime)
        : new ProgressLines(host.err(), System::nanoTime);
  }

  private Manifest redirected(Manifest manifest) {
    return output == null
        ? manifest
        : manifest.withOutput(
            new Destination("file:" + output.toAbsolutePath().normalize(), Optional.empty()));
  }
}
