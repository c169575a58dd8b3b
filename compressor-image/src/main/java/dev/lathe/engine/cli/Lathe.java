package dev.lathe.engine.cli;

import dev.lathe.engine.recipe.Version;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Function;
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
  /** Only the one that is asked for is made: describing all takes as long as copying a model. */
  private static final SequencedMap<String, Function<Host, Object>> COMMANDS = commands();

  private static SequencedMap<String, Function<Host, Object>> commands() {
    SequencedMap<String, Function<Host, Object>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand::new);
    commands.put("apply", ApplyCommand::new);
    commands.put("inspect", InspectCommand::new);
    commands.put("compare", CompareCommand::new);
    commands.put("convert", ConvertCommand::new);
    return commands;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(run(Host.current(), arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(Host host, String... arguments) {
    String wanted = arguments.length == 0 ? "" : arguments[0];
    CommandLine line = new CommandLine(new Lathe());
    COMMANDS.forEach((name, command) -> {
      if (name.equals(wanted) || !COMMANDS.containsKey(wanted)) {
        line.addSubcommand(command.apply(host));
      }
    });
    line.setOut(new PrintWriter(host.out(), true))
        .setErr(new PrintWriter(host.err(), true))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(host.terminal().hasColours() ? Ansi.ON : Ansi.OFF))
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
