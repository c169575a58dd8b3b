package dev.lathe.engine.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of the tests in a process of its own, under a limit that the shell sets. */
public final class ChildProcess {
  private ChildProcess() {}

  /**
   * Runs the main method of a class and returns what it prints.
   *
   * @param limit a command of the shell before it
   */
  public static String run(String limit, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    return run(limit, List.of("-Xmx32m"), program, arguments);
  }

  /**
   * Runs the main method of a class as launcher and image run the engine, and returns what it
   * prints.
   *
   * @param more options of Java's
   */
  public static String runAsEngine(List<String> more, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("@src/main/launcher/jvm.options"));
    options.addAll(more);
    return run("export MALLOC_ARENA_MAX=1", options, program, arguments);
  }

  private static String run(
      String limit, List<String> options, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", limit + " && exec \"$@\"", "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.addAll(options);
    command.add("-cp");
    command.addAll(List.of(System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text.strip();
    }
  }
}
