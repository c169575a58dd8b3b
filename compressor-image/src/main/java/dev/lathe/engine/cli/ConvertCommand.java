package dev.lathe.engine.cli;

import dev.lathe.engine.onnx.ExternalData;
import dev.lathe.engine.onnx.OnnxWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lathe convert}. */
@Command(
    name = "convert",
    description =
        "Reads a model and writes it again: into one file, or with its weights beside it.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class ConvertCommand implements Callable<Integer> {
  private final Host host;

  @Parameters(index = "0", paramLabel = "FROM", description = "The model to read.")
  private @Nullable Path source;

  @Parameters(index = "1", paramLabel = "TO", description = "The file to write.")
  private @Nullable Path target;

  @Option(
      names = "--external-data",
      description =
          "Write weights into a file beside the model; beyond 1.9 GB they go there anyway.")
  private boolean external;

  ConvertCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (source == null || target == null) {
      throw new IllegalStateException("both files are required parameters");
    }
    try {
      OnnxWriter.write(
          ModelArgument.read(source).model(),
          target.toAbsolutePath(),
          external ? ExternalData.always() : ExternalData.whenNeeded());
      return 0;
    } catch (RuntimeException | Error failure) {
      return Failures.tell(failure, host, false);
    }
  }
}
