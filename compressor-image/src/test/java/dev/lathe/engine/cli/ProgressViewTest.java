package dev.lathe.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.recipe.Progress.Event;
import dev.lathe.engine.recipe.Progress.Leg;
import dev.lathe.engine.recipe.Stage;
import dev.lathe.engine.train.TrainingProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private static final int COLUMNS = 80;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream printer = new PrintStream(out, true, UTF_8);
  private long nanos = 1;

  @Test
  void everyStageLeavesALineWithItsTime() {
    ProgressView view = bars(new Host.Terminal(true, COLUMNS, false, true));

    view.report(event(Stage.FETCH, 0, "file:model.onnx"));
    pass(Duration.ofMillis(300));
    view.report(event(Stage.CALIBRATE, 0.5, "batch 1"));
    pass(Duration.ofSeconds(75));
    view.end(true);

    assertThat(screen()).containsExactly("✓ Fetch      0.3 s", "✓ Calibrate  1:15");
  }

  @Test
  void theBarShowsShareAndTimeLeft() {
    ProgressView view = bars(new Host.Terminal(true, COLUMNS, false, true));

    view.report(event(Stage.EVALUATE, 0, "loading"));
    pass(Duration.ofSeconds(20));
    view.report(event(Stage.EVALUATE, 0.5, "comparing"));

    assertThat(screen())
        .containsExactly(
            "▸ Evaluate   "
                + "━".repeat(11)
                + "╸"
                + "─".repeat(11)
                + "  50%  20 s left  comparing");
  }

  @Test
  void aTrainingShowsItsNumbersAsFarAsThereIsRoom() {
    TrainingProgress progress =
        new TrainingProgress(2, 3, 120, 569, 0.1234, 4.2e-5, 812.4, Duration.ofSeconds(75));
    ProgressView view = bars(new Host.Terminal(true, COLUMNS, false, true));

    view.report(new Event(Leg.of(Stage.TRAIN), 0.2, 42, "", Optional.of(progress)));

    assertThat(screen())
        .containsExactly(
            "▸ Train      epoch 2/3  step 120/569  loss 0.123  lr 4.2e-05  812/s  1 min left");
    assertThat(TrainingLine.of(progress, 200))
        .isEqualTo("epoch 2/3  step 120/569  loss 0.123  lr 4.2e-05  812 samples/s  1 min left");
    assertThat(TrainingLine.of(progress, 40)).isEqualTo("step 120/569  loss 0.123  1 min left");
  }

  @Test
  void nothingIsWiderThanTheTerminalHoweverLongTheMessage() {
    for (int columns : new int[] {40, 80, 200}) {
      out.reset();
      ProgressView view = bars(new Host.Terminal(true, columns, true, true));

      view.report(event(Stage.FETCH, 0.3, "x".repeat(500)));

      assertThat(screen()).allSatisfy(line -> assertThat(Style.width(line)).isLessThan(columns));
    }
  }

  @Test
  void aFailedStageIsMarkedAndAsciiSuffices() {
    ProgressView view = bars(new Host.Terminal(true, COLUMNS, false, false));

    view.report(event(Stage.FETCH, 0, ""));
    view.report(event(Stage.VERIFY, 0.5, ""));
    view.end(false);

    assertThat(screen()).containsExactly("+ Fetch      0.0 s", "x Verify     0.0 s");
    assertThat(out.toString(UTF_8)).isASCII();
  }

  @Test
  void aLogGetsALinePerStageAndOneEveryTenSeconds() {
    ProgressView view = new ProgressLines(printer, () -> nanos);

    view.report(event(Stage.CALIBRATE, 0, "reading 36 layers"));
    for (int second = 1; second <= 25; second++) {
      pass(Duration.ofSeconds(1));
      view.report(event(Stage.CALIBRATE, second / 50.0, "batch " + second));
    }
    view.report(event(Stage.QUANTIZE, 0, ""));
    view.end(true);

    assertThat(screen())
        .containsExactly(
            "Calibrate: reading 36 layers",
            "Calibrate: 20%, about 40 s left",
            "Calibrate: 40%, about 30 s left",
            "Calibrate: done after 25 s",
            "Quantize",
            "Quantize: done after 0.0 s");
  }

  private static Event event(Stage stage, double fraction, String message) {
    return new Event(Leg.of(stage), fraction, 42, message);
  }

  private ProgressView bars(Host.Terminal terminal) {
    return new ProgressBars(printer, terminal, () -> nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  /** Returns the lines as they stand at last: each was rewritten from its start. */
  private List<String> screen() {
    return Stream.of(out.toString(UTF_8).split("\n"))
        .map(line -> line.substring(line.lastIndexOf("\r\033[K") + 1).replaceFirst("^\033\\[K", ""))
        .toList();
  }
}
