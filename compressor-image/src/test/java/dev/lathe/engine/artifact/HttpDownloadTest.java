package dev.lathe.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDownloadTest {
  private static final Digest CONTENT = Digest.of("content".getBytes(UTF_8));

  @TempDir private Path folder;

  private Fetched fetch(FaultyServer server, Digest digest) {
    Places places = new Places(folder, Optional.empty(), folder, folder);
    return new Sources(places)
        .fetch(
            new Source(
                server.uri("/model.onnx").toString(),
                Optional.empty(),
                Optional.of(digest),
                Optional.empty()),
            "source");
  }

  @Test
  void aFileIsDownloadedUnderItsName() throws Exception {
    try (FaultyServer server = new FaultyServer(200)) {
      Fetched fetched = fetch(server, CONTENT);

      assertThat(fetched.path()).hasFileName("model.onnx").hasContent("content");
      assertThat(fetched.digest()).contains(CONTENT);
    }
  }

  @Test
  void otherContentThanPinnedIsRefusedWithBothDigests() throws Exception {
    Digest other = Digest.of("other".getBytes(UTF_8));
    try (FaultyServer server = new FaultyServer(200)) {
      assertThatThrownBy(() -> fetch(server, other))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH))
          .hasMessageContaining(CONTENT.toString())
          .hasMessageContaining(other.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, ACCESS_DENIED",
    "403, ACCESS_DENIED",
    "404, NOT_FOUND",
    "429, STORE_UNAVAILABLE",
    "500, STORE_UNAVAILABLE",
    "0,   STORE_UNAVAILABLE",
  })
  void aRefusalNamesTheUriAndTheCause(int status, Reason reason) throws Exception {
    try (FaultyServer server = new FaultyServer(status)) {
      assertThatThrownBy(() -> fetch(server, CONTENT))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
          .hasMessageContaining(server.uri("/model.onnx").toString());
    }
  }

  @Test
  void aPassingFaultIsTriedAgain() throws Exception {
    try (FaultyServer server = new FaultyServer(0, 503, 200)) {
      assertThat(fetch(server, CONTENT).path()).hasContent("content");
    }
  }

  @Test
  void credentialsDoNotFollowARedirectToAnotherHost() throws Exception {
    try (FaultyServer server = new FaultyServer(302, 200)) {
      Digest found =
          new HttpDownload(new Access(new Credentials.BearerToken("secret"), Trust.platform()))
              .download(server.uri("/model.onnx"), folder.resolve("model"));

      assertThat(found).isEqualTo(CONTENT);
      assertThat(server.authorizations()).containsExactly("Bearer secret", "null");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, ACCESS_DENIED",
    "404, NOT_FOUND",
    "429, STORE_UNAVAILABLE",
    "500, STORE_UNAVAILABLE",
    "0,   STORE_UNAVAILABLE",
  })
  void aRegistrysRefusalIsToldApart(int status, Reason reason) throws Exception {
    try (FaultyServer server = new FaultyServer(status)) {
      Places places = new Places(folder, Optional.empty(), folder, folder);
      String uri = "oci+http://" + server.host() + "/model:v1";

      assertThatThrownBy(() -> new Sources(places).fetch(Source.of(uri), "source"))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
          .hasMessageContaining(uri);
    }
  }
}
