package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.onnx.ChildProcess;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often a training with AdamW holds the weights: as such, as gradients, as both moments, and at
 * the end once more as the result. The model's file, mapped, leaves memory when it is compiled.
 *
 * <p>The allocator has a heap for each thread here, none of which has room for such a tensor: each
 * is mapped by itself, so that what is counted is what is held, without holes.
 */
class LeanTrainingTest {
  private static final Pattern PRINTED = Pattern.compile("peaks: (\\d+) (\\d+)");
  private static final long WEIGHTS_BYTES = 4L * 100_000 * (4 + 250);

  @TempDir private Path folder;

  @BeforeEach
  void write() throws Exception {
    LeanTraining.write(folder, 10);
    LeanTraining.write(folder, 100_000);
  }

  private double copies(long last) throws Exception {
    String printed =
        ChildProcess.run(
            "export _JAVA_OPTIONS=-Xmx256m",
            LeanTraining.class,
            folder.toString(),
            Long.toString(last));
    Matcher peaks = PRINTED.matcher(printed);
    assertThat(peaks.find()).as(printed).isTrue();
    return (double) (Long.parseLong(peaks.group(2)) - Long.parseLong(peaks.group(1)))
        / WEIGHTS_BYTES;
  }

  @Test
  void weightsAreHeldNoOftenerThanTheStepNeedsThem() throws Exception {
    assertThat(copies(0)).isBetween(4.0, 5.6);
  }

  @Test
  void aTrainingThatGoesOnHoldsNoMore() throws Exception {
    copies(1);

    assertThat(copies(0)).isBetween(4.0, 5.6);
  }
}
