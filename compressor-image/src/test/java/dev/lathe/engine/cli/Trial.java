package dev.lathe.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lathe.engine.data.NpyFile;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxWriter;
import dev.lathe.engine.recipe.TinyJob;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A job that somebody spoils, and the whole command {@code lathe run} on it. The job quantizes a
 * classifier of four classes for inputs {@code x} of FLOAT [n, 64].
 *
 * @param folder with the manifest and all that it names
 * @param work scratch folder of the run
 */
record Trial(Path folder, Path work) {
  private static final String INPUTS = "npz: {inputs: [{name: x}]}";

  /** What the command says last, where it fails: a reason and, in one line or several, why. */
  private static final Pattern FAILURE =
      Pattern.compile(
          "(?ms)^("
              + Stream.of(Reason.values())
                  .map(Reason::conditionReason)
                  .collect(Collectors.joining("|"))
              + ") .*");

  /** Makes a job that would succeed, its folders below {@code root}. */
  static Trial in(Path root) throws IOException {
    Path folder = Files.createDirectory(root.resolve("job"));
    TinyJob.in(folder);
    return new Trial(folder, Files.createDirectory(root.resolve("scratch")));
  }

  /** Changes a job. */
  interface Spoiling {
    /** Changes files, and returns the manifest to run. */
    String spoil(Trial trial) throws Exception;

    /** Also changes the manifest where it has exactly that text. */
    default Spoiling with(String text, String other) {
      return trial -> {
        String manifest = spoil(trial);
        if (!manifest.contains(text)) {
          throw new IllegalArgumentException("the manifest has no '%s'".formatted(text));
        }
        return manifest.replace(text, other);
      };
    }
  }

  /** Returns a job on which a run fails, for a parameterized test. */
  static Arguments fails(String what, Spoiling spoiling, Reason reason, String sentence) {
    return Arguments.of(what, spoiling, Outcome.failure(reason, sentence));
  }

  /** Changes nothing but the manifest. */
  static Spoiling manifest(String text, String other) {
    return sound().with(text, other);
  }

  static Spoiling sound() {
    return trial -> new TinyJob(trial.folder).manifest("");
  }

  /** Replaces a file. */
  static Spoiling file(String name, byte... content) {
    return trial -> {
      Files.createDirectories(trial.file(name).getParent());
      Files.write(trial.file(name), content);
      return sound().spoil(trial);
    };
  }

  static Spoiling text(String name, String content) {
    return file(name, content.getBytes(UTF_8));
  }

  /** Replaces the model. */
  static Spoiling model(Consumer<Sketch> drawing) {
    return model(Sketch.model(drawing));
  }

  static Spoiling model(Model model) {
    return file("model.onnx", OnnxWriter.toBytes(model));
  }

  /** Replaces arrays of an {@code .npz} file, each given by its name and itself. */
  static Spoiling arrays(String name, Map<String, Tensor> arrays) {
    return trial -> {
      SequencedMap<String, byte[]> bytes = new LinkedHashMap<>();
      arrays.forEach((array, tensor) -> bytes.put(array, NpyFile.bytes(tensor)));
      NpyFile.zip(trial.file(name), ZipEntry.STORED, bytes);
      return sound().spoil(trial);
    };
  }

  /** Has the calibration data read in another format. */
  static Spoiling calibration(Spoiling files, String uri, String format) {
    return files.with("file:calibration.npz\", " + INPUTS, uri + "\", " + format);
  }

  /** Has no data at all, which takes another mode. */
  static Spoiling withoutData(Spoiling spoiling) {
    return trial ->
        spoiling
            .spoil(trial)
            .replaceFirst("(?ms)^  data:.*?(?=^  recipe:)", "")
            .replace("mode: Static", "mode: Dynamic");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * How the command ended.
   *
   * @param said at last, the job's folder spelled {@code JOB}, the scratch folder {@code WORK}, and
   *     every port {@code PORT}; empty where it succeeded
   * @param lastWords outcome and reason of the termination message
   * @param appeared what is in the job's folder that was not there before, in order
   */
  record Outcome(int exitCode, String said, String lastWords, List<String> appeared) {

    /** Returns what a failure has to look like: a code and a sentence, and nothing published. */
    static Outcome failure(Reason reason, String sentence) {
      return new Outcome(
          reason.exitCode(),
          reason.conditionReason() + " " + sentence,
          "Failed " + reason.conditionReason(),
          List.of());
    }

    /** Returns what a success has to look like. */
    static Outcome success() {
      return new Outcome(
          0,
          "",
          "Succeeded ",
          List.of("out", "out/SHA256SUMS", "out/model.onnx", "out/report.html", "out/report.json"));
    }
  }

  Outcome run(Spoiling spoiling) throws Exception {
    return run(spoiling.spoil(this).getBytes(UTF_8));
  }

  Outcome run(byte[] manifest) throws IOException {
    Path file = Files.write(file("job.yaml"), manifest);
    List<String> before = content();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path lastWords = work.resolveSibling("termination-log");
    Map<String, String> variables =
        Map.of(
            "LATHE_WORK", work.toString(),
            "LATHE_SECRETS", file("secrets").toString(),
            "LATHE_TERMINATION_MESSAGE", lastWords.toString());
    int exitCode;
    try (PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        PrintStream told = new PrintStream(err, true, UTF_8)) {
      Host host = new Host(out, told, variables, Host.Terminal.none());
      exitCode = Lathe.run(host, "run", file.toString());
    }
    List<String> appeared = content();
    appeared.removeAll(before);
    return new Outcome(exitCode, failure(err.toString(UTF_8)), ending(lastWords), appeared);
  }

  private String failure(String text) {
    Matcher matcher = FAILURE.matcher(text);
    return matcher.find()
        ? matcher
            .group()
            .strip()
            .replace(folder.toString(), "JOB")
            .replace(work.toString(), "WORK")
            .replaceAll("localhost:\\d+", "localhost:PORT")
        : "";
  }

  private static String ending(Path lastWords) throws IOException {
    JsonNode message = JsonMapper.shared().readTree(Files.readString(lastWords));
    return message.path("outcome").asString() + " " + message.path("reason").asString("");
  }

  private List<String> content() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return new ArrayList<>(
          paths.map(path -> folder.relativize(path).toString()).sorted().toList());
    }
  }
}
