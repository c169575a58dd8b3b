package dev.lathe.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublisherTest {
  @TempDir private Path folder;

  private Publisher publisher() {
    return new Publisher(
        new Places(
            folder,
            Optional.of(folder.resolve("volumes")),
            folder.resolve("secrets"),
            folder.resolve("work")));
  }

  private Published publish(String content, String uri) throws IOException {
    TreeMap<String, Path> files = new TreeMap<>();
    files.put("model.onnx", Files.writeString(folder.resolve("produced"), content));
    return publisher().publish(Release.of(files), new Destination(uri, Optional.empty()));
  }

  @Test
  void aFolderHoldsTheFilesAndTheirSums() throws IOException {
    Published published = publish("bytes", "file:out");

    assertThat(folder.resolve("out/model.onnx")).hasContent("bytes");
    assertThat(folder.resolve("out/SHA256SUMS"))
        .hasContent(Digest.of("bytes".getBytes(UTF_8)).hex() + "  model.onnx\n");
    assertThat(published.digest()).isEqualTo(Digest.of(folder.resolve("out/SHA256SUMS")));
    assertThat(published.sizeBytes()).isEqualTo(5);
  }

  @Test
  void whatIsPublishedCanBeReadByOthers() throws IOException {
    publish("bytes", "file:out");

    assertThat(Files.getPosixFilePermissions(folder.resolve("out")))
        .contains(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);
    assertThat(Files.getPosixFilePermissions(folder.resolve("out/model.onnx")))
        .contains(PosixFilePermission.OTHERS_READ);
  }

  @Test
  void whatLiesBesideDoesNotChangeTheDigest() throws IOException {
    Published alone = publish("bytes", "file:alone");

    TreeMap<String, Path> files = new TreeMap<>();
    files.put("model.onnx", folder.resolve("produced"));
    TreeMap<String, Path> report = new TreeMap<>();
    report.put("report.json", Files.writeString(folder.resolve("report"), "{}"));
    Published reported =
        publisher()
            .publish(
                new Release(files, report, new TreeMap<>()),
                new Destination("file:reported", Optional.empty()));

    assertThat(folder.resolve("reported/report.json")).hasContent("{}");
    assertThat(reported.digest()).isEqualTo(alone.digest());
    assertThat(reported.sizeBytes()).isEqualTo(alone.sizeBytes());
  }

  @Test
  void aFolderOfOtherFilesIsNotReplaced() throws IOException {
    Files.createDirectories(folder.resolve("home"));
    Files.writeString(folder.resolve("home/diary.txt"), "dear");

    assertThatThrownBy(() -> publish("bytes", "file:home"))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST))
        .hasMessageContaining("name a folder of its own");
    assertThat(folder.resolve("home/diary.txt")).hasContent("dear");
  }

  @Test
  void anEmptyFolderIsFilled() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    publish("bytes", "file:out");
    assertThat(folder.resolve("out/model.onnx")).hasContent("bytes");
  }

  @Test
  void anotherResultTakesThePlaceOfTheFirst() throws IOException {
    publish("first", "pvc://claim/out");
    publish("second", "pvc://claim/out");

    assertThat(folder.resolve("volumes/claim/out/model.onnx")).hasContent("second");
    assertThat(folder.resolve("volumes/claim").toFile().list()).containsExactly("out");
  }

  @Test
  void whatCannotBeFinishedLeavesNothingBehind() throws IOException {
    publish("first", "file:out");
    TreeMap<String, Path> files = new TreeMap<>();
    files.put("model.onnx", folder.resolve("produced"));
    files.put("weights.bin", folder.resolve("missing"));

    assertThatThrownBy(() ->
            publisher().publish(Release.of(files), new Destination("file:out", Optional.empty())))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    assertThat(folder.resolve("out/model.onnx")).hasContent("first");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("out", "produced");
  }

  @ParameterizedTest
  @CsvSource({
    "https://host/out, the output is",
    "pvc://claim/../../out, leaves the volume",
    "oci://host/model@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, name a tag",
  })
  void aDestinationThatCannotBeIsRefused(String uri, String why) {
    assertThatThrownBy(() -> publish("bytes", uri))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(why);
  }
}
