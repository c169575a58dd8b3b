package dev.lathe.engine.cli;

import static dev.lathe.engine.cli.Trial.manifest;
import static dev.lathe.engine.cli.Trial.sound;
import static dev.lathe.engine.cli.Trial.text;
import static dev.lathe.engine.failure.Reason.ACCESS_DENIED;
import static dev.lathe.engine.failure.Reason.DIGEST_MISMATCH;
import static dev.lathe.engine.failure.Reason.NOT_FOUND;
import static dev.lathe.engine.failure.Reason.STORE_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.artifact.FaultyServer;
import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.cli.Trial.Spoiling;
import dev.lathe.engine.failure.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that fails is told with what was wanted of it, and nothing is published. */
class BadStoreTest {
  private static final String PINNED = "sha256:" + "0".repeat(64);
  private static final String DENIED =
      "the server refused with status %d: check secretRef and the rights of its user";
  private static final String IMAGE = "oci+http://localhost:PORT/models/tiny:v1";
  private static final String PAGE = "http://localhost:PORT/model.onnx";

  @TempDir private Path root;

  /** The answers of a server, and what they are to become. */
  private enum Answer {
    UNKNOWN_USER(401, ACCESS_DENIED, DENIED.formatted(401)),
    NO_RIGHTS(403, ACCESS_DENIED, DENIED.formatted(403)),
    MISSING(404, NOT_FOUND, "not found (status 404): check the URI"),
    TOO_LARGE(413, ACCESS_DENIED, "the server answered with status 413"),
    BUSY(429, STORE_UNAVAILABLE, "the server asks to slow down (status 429)"),
    BROKEN(500, STORE_UNAVAILABLE, "the server answered with status 500");

    private final int status;
    private final Reason reason;
    private final String sentence;

    Answer(int status, Reason reason, String sentence) {
      this.status = status;
      this.reason = reason;
      this.sentence = sentence;
    }

    Outcome about(String uri) {
      return Outcome.failure(reason, uri + ": " + sentence);
    }
  }

  private static Spoiling model(String uri) {
    return manifest("\"file:model.onnx\"", "\"%s\", digest: \"%s\"".formatted(uri, PINNED));
  }

  private static String image(FaultyServer server) {
    return "oci+http://%s/models/tiny:v1".formatted(server.host());
  }

  @ParameterizedTest
  @EnumSource(Answer.class)
  void aModelOfAWebServer(Answer answer) throws Exception {
    try (FaultyServer server = new FaultyServer(answer.status)) {
      assertThat(Trial.in(root).run(model(server.uri("/model.onnx").toString())))
          .isEqualTo(answer.about(PAGE));
    }
  }

  @ParameterizedTest
  @EnumSource(Answer.class)
  void aModelOfARegistry(Answer answer) throws Exception {
    try (FaultyServer server = new FaultyServer(answer.status)) {
      assertThat(Trial.in(root).run(manifest("file:model.onnx", image(server))))
          .isEqualTo(answer.about(IMAGE));
    }
  }

  @ParameterizedTest
  @EnumSource(Answer.class)
  void theRegistryToPublishTo(Answer answer) throws Exception {
    try (FaultyServer server = new FaultyServer(answer.status)) {
      assertThat(Trial.in(root).run(manifest("file:out", image(server))))
          .isEqualTo(answer.about(IMAGE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:model.onnx", "file:evaluation.npz", "file:out"})
  void aConnectionThatBreaks(String uri) throws Exception {
    try (FaultyServer server = new FaultyServer(0)) {
      Outcome outcome = Trial.in(root).run(manifest(uri, image(server)));

      assertThat(outcome.exitCode()).isEqualTo(STORE_UNAVAILABLE.exitCode());
      assertThat(outcome.said()).startsWith("StoreUnavailable " + IMAGE + ": the connection ");
      assertThat(outcome.appeared()).isEmpty();
    }
  }

  @Test
  void contentThatIsNotWhatWasPinned() throws Exception {
    try (FaultyServer server = new FaultyServer(200)) {
      assertThat(Trial.in(root).run(model(server.uri("/model.onnx").toString())))
          .isEqualTo(
              Outcome.failure(
                  DIGEST_MISMATCH,
                  PAGE
                      + " has digest"
                      + " sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73,"
                      + " but the manifest pins "
                      + PINNED
                      + ": the content changed, or the digest is of another file"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1, cannot connect to the server",
    "nowhere.invalid, there is no server of that name"
  })
  void noServer(String host, String sentence) throws Exception {
    Outcome outcome = Trial.in(root).run(model("http://" + host + "/model.onnx"));

    assertThat(outcome.exitCode()).isEqualTo(STORE_UNAVAILABLE.exitCode());
    assertThat(outcome.said()).endsWith("/model.onnx: " + sentence);
  }

  @Test
  void aServerThatIsNoRegistry() throws Exception {
    try (FaultyServer server = new FaultyServer(200)) {
      assertThat(Trial.in(root).run(manifest("file:model.onnx", image(server))))
          .isEqualTo(
              Outcome.failure(Reason.INVALID_DATA, IMAGE + ": the image's manifest is not JSON"));
    }
  }

  @Test
  void aSecretThatIsNotThere() throws Exception {
    assertThat(
            Trial.in(root)
                .run(
                    manifest(
                        "\"file:model.onnx\"",
                        "\"oci://localhost:1/tiny:v1\", secretRef: {name: pull}")))
        .isEqualTo(
            Outcome.failure(
                NOT_FOUND, "secret 'pull' does not exist: looked for the folder JOB/secrets/pull"));
  }

  @Test
  void aSecretThatIsUseless() throws Exception {
    assertThat(
            Trial.in(root)
                .run(
                    text("secrets/pull/.dockerconfigjson", "{auths")
                        .with(
                            "\"file:model.onnx\"",
                            "\"oci://localhost:1/tiny:v1\", secretRef: {name: pull}")))
        .isEqualTo(
            Outcome.failure(ACCESS_DENIED, "secret 'pull': its .dockerconfigjson is not JSON"));
  }

  @Test
  void theJobItselfIsSound() throws Exception {
    assertThat(Trial.in(root).run(sound())).isEqualTo(Outcome.success());
  }
}
