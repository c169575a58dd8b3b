package dev.lathe.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.failure.Reason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelArgumentTest {
  @TempDir private Path root;

  @ParameterizedTest
  @ValueSource(strings = {"inspect BAD", "convert BAD OUT", "compare GOOD BAD", "compare BAD GOOD"})
  void whichOfTheModelsIsInvalidIsTold(String command) throws Exception {
    Trial trial = Trial.in(root);
    Path bad = Files.writeString(trial.file("bad.onnx"), "{}");
    Path out = trial.file("out.onnx");
    String[] arguments =
        command
            .replace("BAD", bad.toString())
            .replace("GOOD", trial.file("model.onnx").toString())
            .replace("OUT", out.toString())
            .split(" ");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode;
    try (PrintStream told = new PrintStream(err, true, UTF_8)) {
      exitCode = Lathe.run(new Host(told, told, Map.of(), Host.Terminal.none()), arguments);
    }

    assertThat(exitCode).isEqualTo(Reason.INVALID_MODEL.exitCode());
    assertThat(err.toString(UTF_8))
        .isEqualTo("InvalidModel %s: not a valid ONNX model: it looks like JSON\n".formatted(bad));
    assertThat(out).doesNotExist();
  }
}
