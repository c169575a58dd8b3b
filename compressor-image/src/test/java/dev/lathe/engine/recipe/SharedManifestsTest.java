package dev.lathe.engine.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Manifests that the API server takes or refuses: the same ones are taken or refused here. Not
 * those in {@code bad/cluster}, whose faults are in fields that only a cluster reads.
 */
final class SharedManifestsTest {

  static Stream<Path> examples() {
    return Stream.concat(
        jobs("../crds/src/main/examples"), jobs("../crds/src/main/examples/training"));
  }

  static Stream<Path> bad() {
    return jobs("../crds/src/test/resources/bad");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsRead(Path file) {
    assertThatCode(() -> read(file)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadOneIsRefused(Path file) {
    assertThatThrownBy(() -> read(file)).isInstanceOf(EngineException.class);
  }

  @Test
  void thereAreSome() {
    assertThat(examples()).isNotEmpty();
    assertThat(bad()).isNotEmpty();
  }

  private static Manifest read(Path file) throws IOException {
    return Manifest.parse(file.getFileName().toString(), Files.readString(file));
  }

  private static Stream<Path> jobs(String folder) {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .filter(Files::isRegularFile)
          .filter(SharedManifestsTest::isJob)
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isJob(Path file) {
    try {
      return Files.readString(file).contains("kind: CompressionJob\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
