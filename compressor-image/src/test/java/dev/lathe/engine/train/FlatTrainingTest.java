package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.onnx.ChildProcess;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory over a long training, in a process of its own. */
@Tag("long")
class FlatTrainingTest {
  private static final Pattern PRINTED =
      Pattern.compile("5000 steps, 500 validations, resident bytes: \\[(.*)]");

  /**
   * Java's options are those of the engine's image. Its second compiler takes some MB when it gets
   * to the loop: too much of a process as small as this. It is left out, so that what is measured
   * is what training keeps; {@code make bench ONLY="train.flat train.lengths"} has it.
   */
  @Test
  void residentMemoryStaysWithinTwoPerCentAfterTheFirstFiveHundredSteps() throws Exception {
    String printed =
        ChildProcess.runAsEngine(List.of("-XX:TieredStopAtLevel=1"), FlatTraining.class);
    Matcher figures = PRINTED.matcher(printed);

    assertThat(figures.find()).as(printed).isTrue();
    double[] bytes =
        Stream.of(figures.group(1).split(", ")).mapToDouble(Double::parseDouble).toArray();
    assertThat(bytes).hasSize(10);
    assertThat(bytes[9] / bytes[0]).as(printed).isLessThan(1.02);
  }
}
