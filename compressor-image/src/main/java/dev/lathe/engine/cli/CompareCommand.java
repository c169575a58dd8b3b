package dev.lathe.engine.cli;

import dev.lathe.engine.artifact.Places;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.evaluate.Evaluation;
import dev.lathe.engine.evaluate.LatencySettings;
import dev.lathe.engine.evaluate.Pooling;
import dev.lathe.engine.recipe.Manifest;
import dev.lathe.engine.recipe.ModelPair;
import dev.lathe.engine.recipe.Workplace;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lathe compare}. */
@Command(
    name = "compare",
    description = "Compares a model with its original: files, outputs, run times.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class CompareCommand implements Callable<Integer> {
  private static final Manifest.Comparison USUAL =
      new Manifest.Comparison(Optional.empty(), Pooling.NONE, 32, LatencySettings.USUAL);

  private final Host host;

  @Parameters(index = "0", paramLabel = "ORIGINAL", description = "The model it was made from.")
  private @Nullable Path original;

  @Parameters(index = "1", paramLabel = "MODEL", description = "The model to judge.")
  private @Nullable Path candidate;

  @ArgGroup private @Nullable Samples samples;

  @Option(
      names = "--labels",
      paramLabel = "NAME",
      description = "Array of --data with the class of each sample.")
  private @Nullable String labels;

  @Option(names = "--threads", paramLabel = "N", description = "Default: all cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Where samples come from: one of both. */
  static final class Samples {
    @Option(
        names = "--data",
        paramLabel = "FILE",
        description = "An .npz file with arrays called as the model's inputs.")
    private @Nullable Path arrays;

    @Option(
        names = "--job",
        paramLabel = "JOB",
        description =
            "A CompressionJob: its data.evaluation and the settings of its spec.evaluation.")
    private @Nullable Path job;
  }

  /** What to compare on, and how. */
  private record Basis(
      Optional<Manifest.DataSource> data, Manifest.Comparison comparison, long seed, Path base) {}

  CompareCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (original == null || candidate == null) {
      throw new IllegalStateException("both models are required parameters");
    }
    try (Scratch scratch = Scratch.open(host.path("LATHE_WORK"))) {
      ModelPair pair = new ModelPair(ModelArgument.read(original), ModelArgument.read(candidate));
      Basis basis = basis(pair);
      Places places =
          new Places(
              basis.base(), host.path("LATHE_VOLUMES"), JobOptions.secrets(host), scratch.folder());
      Evaluation evaluation =
          pair.compare(
              basis.data(),
              basis.comparison(),
              new Workplace(places, scratch.folder(), Math.max(1, threads)),
              basis.seed());
      ResultText text = new ResultText(host);
      text.printMetrics(evaluation.telling(), evaluation.summaries());
      evaluation.timing().ifPresent(timing -> text.printSpeed(timing.verdict()));
      host.out().flush();
      return 0;
    } catch (RuntimeException | Error failure) {
      return Failures.tell(failure, host, false);
    }
  }

  private Basis basis(ModelPair pair) {
    Path here = Path.of("").toAbsolutePath();
    if (samples != null && samples.job != null) {
      Manifest manifest = JobOptions.read(samples.job).manifest();
      return new Basis(
          manifest.inputs().data().get(Role.EVALUATION),
          manifest.judging().comparison(),
          manifest.running().seed(),
          samples.job.toAbsolutePath().normalize().resolveSibling(""));
    }
    Optional<Manifest.DataSource> data =
        samples == null || samples.arrays == null
            ? Optional.empty()
            : Optional.of(
                pair.arrays(
                    "file:" + samples.arrays.toAbsolutePath().normalize(),
                    Optional.ofNullable(labels)));
    return new Basis(data, USUAL, 0, here);
  }
}
