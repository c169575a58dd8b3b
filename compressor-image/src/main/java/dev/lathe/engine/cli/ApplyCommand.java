package dev.lathe.engine.cli;

import dev.lathe.engine.onnx.ExternalData;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.recipe.Pipeline;
import dev.lathe.engine.recipe.Progress;
import dev.lathe.engine.report.ReportFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lathe apply}. */
@Command(
    name = "apply",
    description =
        "Applies the recipe of a CompressionJob and writes the model, unjudged: no evaluation, no"
            + " gates, no report.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class ApplyCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private JobOptions options = new JobOptions();

  @Parameters(index = "1", paramLabel = "MODEL", description = "The file to write.")
  private @Nullable Path target;

  @Option(names = "--verbose", description = "Print where in the engine a failure comes from.")
  private boolean verbose;

  ApplyCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (target == null) {
      throw new IllegalStateException("the file to write is a required parameter");
    }
    try (Scratch scratch = Scratch.open(options.work(host))) {
      JobOptions.Job job = options.read();
      ModelFile result =
          new Pipeline(
                  options.workplace(host, job.manifest(), scratch.folder()),
                  Progress.SILENT,
                  new ReportFiles())
              .apply(job.manifest());
      OnnxWriter.write(
          result.model(),
          target.toAbsolutePath(),
          result.externalData().isEmpty() ? ExternalData.whenNeeded() : ExternalData.always());
      return 0;
    } catch (RuntimeException | Error failure) {
      return Failures.tell(failure, host, verbose);
    }
  }
}
