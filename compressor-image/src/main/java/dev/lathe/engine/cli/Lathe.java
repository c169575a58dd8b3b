package dev.lathe.engine.cli;

import dev.lathe.engine.recipe.Version;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The command {@code lathe}. */
@Command(
    name = "lathe",
    description =
        "Makes ONNX models smaller and faster, and shows that they are still good enough.",
    mixinStandardHelpOptions = true,
    versionProvider = Lathe.Numbers.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    descriptionHeading = "%n",
    usageHelpAutoWidth = true)
public final class Lathe {

  /** Runs a command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(run(Host.current(), arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(Host host, String... arguments) {
    CommandLine line =
        new CommandLine(new Lathe())
            .addSubcommand(new RunCommand(host))
            .addSubcommand(new ApplyCommand(host))
            .addSubcommand(new InspectCommand(host))
            .addSubcommand(new CompareCommand(host))
            .addSubcommand(new ConvertCommand(host))
            .setOut(new PrintWriter(host.out(), true))
            .setErr(new PrintWriter(host.err(), true))
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    host.terminal().hasColours() ? Ansi.ON : Ansi.OFF))
            .setExecutionExceptionHandler((failure, _, _) -> Failures.tell(failure, host, false));
    if (arguments.length == 0) {
      line.usage(line.getOut());
      return 0;
    }
    return line.execute(arguments);
  }

  /** Prints the version. */
  static final class Numbers implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lathe " + Version.current()};
    }
  }
}
