package dev.lathe.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against the distribution project's registry, unsecured and with a password. */
class RegistryTest {
  /** {@code lathe:secret}, by {@code htpasswd -Bbn}. */
  private static final String HTPASSWD =
      "lathe:$2a$05$txytKbifqhpx76rATgxM8uijr8Sx74KfiG95IlnQ9jAovMlm66eNe\n";

  @TempDir private Path folder;
  private RegistryServer open;

  @BeforeEach
  void startRegistry() throws Exception {
    Files.createDirectories(folder.resolve("open"));
    open = new RegistryServer(folder.resolve("open"), Optional.empty());
  }

  @AfterEach
  void stopRegistry() {
    open.close();
  }

  private Places places(String work) {
    return new Places(folder, Optional.empty(), folder.resolve("secrets"), folder.resolve(work));
  }

  private SortedMap<String, Path> files() throws Exception {
    SortedMap<String, Path> files = new TreeMap<>();
    files.put("model.onnx", Files.writeString(folder.resolve("a"), "model bytes"));
    files.put("weights/w.bin", Files.writeString(folder.resolve("b"), "weight bytes"));
    return files;
  }

  private Published push(String work, String repository, Optional<String> secret) throws Exception {
    return new Publisher(places(work))
        .publish(
            new Release(
                files(), new TreeMap<>(), new TreeMap<>(Map.of("dev.lathe.recipe", "quantize"))),
            new Destination("oci+http://" + repository, secret));
  }

  @Test
  void aPushedImageIsPulledByItsDigest() throws Exception {
    Published published = push("push", open.host() + "/team/model:v1", Optional.empty());

    Fetched fetched = new Sources(places("pull")).fetch(Source.of(published.uri()), "source");

    assertThat(published.uri()).endsWith("/team/model@" + published.digest());
    assertThat(fetched.uri()).isEqualTo(published.uri());
    assertThat(fetched.path().getFileName()).hasToString("model.onnx");
    assertThat(fetched.path()).hasContent("model bytes");
    assertThat(fetched.path().resolveSibling("weights/w.bin")).hasContent("weight bytes");
  }

  @Test
  void theSameFilesGiveTheSameDigest() throws Exception {
    assertThat(push("first", open.host() + "/a:v1", Optional.empty()).digest())
        .isEqualTo(push("second", open.host() + "/b:v2", Optional.empty()).digest());
  }

  @Test
  void aReportIsAnArtifactOfItsOwnThatRefersToTheImage() throws Exception {
    Published alone = push("push", open.host() + "/model:v1", Optional.empty());
    SortedMap<String, Path> report = new TreeMap<>();
    report.put("report.html", Files.writeString(folder.resolve("html"), "<html>"));
    report.put("report.json", Files.writeString(folder.resolve("json"), "{\"a\": 1}"));

    Published published =
        new Publisher(places("push"))
            .publish(
                new Release(files(), report, new TreeMap<>(Map.of("dev.lathe.recipe", "quantize"))),
                new Destination("oci+http://" + open.host() + "/model:v2", Optional.empty()));

    assertThat(published.digest()).isEqualTo(alone.digest());
    JsonNode manifest =
        JsonMapper.shared()
            .readTree(get("manifests/sha256-%s.report".formatted(published.digest().hex())));
    assertThat(manifest.path("artifactType").asString()).isEqualTo(OciImage.REPORT_TYPE);
    assertThat(manifest.path("subject").path("digest").asString())
        .isEqualTo(published.digest().toString());
    assertThat(manifest.path("layers"))
        .extracting(
            layer -> layer.path("annotations").path("org.opencontainers.image.title").asString())
        .containsExactly("report.html", "report.json");
    assertThat(get("blobs/" + manifest.path("layers").get(1).path("digest").asString()))
        .isEqualTo("{\"a\": 1}");
  }

  private String get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://%s/v2/model/%s".formatted(open.host(), path)))
                  .header("Accept", OciImage.MANIFEST_TYPE)
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void aTagIsPulledAndPinned() throws Exception {
    Published published = push("push", open.host() + "/model:v1", Optional.empty());

    Fetched fetched =
        new Sources(places("pull"))
            .fetch(
                new Source(
                    "oci+http://" + open.host() + "/model:v1",
                    Optional.of("weights/w.bin"),
                    Optional.of(Digest.of("weight bytes".getBytes(UTF_8))),
                    Optional.empty()),
                "source");

    assertThat(fetched.uri()).isEqualTo(published.uri());
    assertThat(fetched.path()).hasContent("weight bytes");
  }

  @Test
  void anUnknownImageIsNotFound() {
    assertFailure(Reason.NOT_FOUND, "oci+http://" + open.host() + "/none:v1", "pull");
  }

  @Test
  void anUnknownDigestIsNotFound() throws Exception {
    push("push", open.host() + "/model:v1", Optional.empty());

    assertFailure(
        Reason.NOT_FOUND,
        "oci+http://%s/model@%s".formatted(open.host(), Digest.of(new byte[] {1})),
        "pull");
  }

  @Test
  void aRegistryWithoutTlsIsRefusedUnlessTheUriSaysSo() {
    assertThatThrownBy(() ->
            new Sources(places("pull"))
                .fetch(Source.of("oci://" + open.host() + "/model:v1"), "source"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("oci://" + open.host());
  }

  @Test
  void aServerThatIsGoneIsUnavailable() {
    String host = open.host();
    open.close();

    assertFailure(Reason.STORE_UNAVAILABLE, "oci+http://" + host + "/model:v1", "pull");
  }

  @Test
  void aPasswordIsTakenFromTheSecret() throws Exception {
    Path guarded = Files.createDirectories(folder.resolve("guarded"));
    Path htpasswd = Files.writeString(guarded.resolve("htpasswd"), HTPASSWD);
    try (RegistryServer registry = new RegistryServer(guarded, Optional.of(htpasswd))) {
      String image = registry.host() + "/model:v1";
      secret("right", registry.host(), "lathe:secret");
      secret("wrong", registry.host(), "lathe:guess");

      Published published = push("push", image, Optional.of("right"));

      assertThat(
              new Sources(places("pull"))
                  .fetch(
                      new Source(
                          published.uri(),
                          Optional.empty(),
                          Optional.empty(),
                          Optional.of("right")),
                      "source")
                  .path())
          .hasContent("model bytes");
      assertFailure(Reason.ACCESS_DENIED, "oci+http://" + image, "anonymous");
      assertThatThrownBy(() -> push("denied", image, Optional.of("wrong")))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
    }
  }

  @Test
  void whoMayNotPushIsToldBeforeThereIsAnything() throws Exception {
    Path guarded = Files.createDirectories(folder.resolve("guarded"));
    Path htpasswd = Files.writeString(guarded.resolve("htpasswd"), HTPASSWD);
    try (RegistryServer registry = new RegistryServer(guarded, Optional.of(htpasswd))) {
      String image = "oci+http://%s/model:v1".formatted(registry.host());
      secret("right", registry.host(), "lathe:secret");
      secret("wrong", registry.host(), "lathe:guess");
      Publisher publisher = new Publisher(places("push"));

      assertThatThrownBy(() -> publisher.requireOpen(new Destination(image, Optional.of("wrong"))))
          .hasMessage(
              image
                  + ": the server refused with status 401: check secretRef and the rights of its"
                  + " user");
      publisher.requireOpen(new Destination(image, Optional.of("right")));

      try (Stream<Path> stored = Files.walk(guarded)) {
        assertThat(stored).as("uploads under way").noneMatch(path -> path.endsWith("startedat"));
      }
    }
  }

  private void secret(String name, String host, String pair) throws Exception {
    Path secret = Files.createDirectories(folder.resolve("secrets").resolve(name));
    Files.writeString(
        secret.resolve(".dockerconfigjson"),
        """
        {"auths":{"%s":{"auth":"%s"}}}\
        """
            .formatted(host, java.util.Base64.getEncoder().encodeToString(pair.getBytes(UTF_8))));
  }

  private void assertFailure(Reason reason, String uri, String work) {
    assertThatThrownBy(() -> new Sources(places(work)).fetch(Source.of(uri), "source"))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> {
              assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
              assertThat(e).hasMessageContaining(uri.substring(uri.indexOf("//")));
            });
  }
}
