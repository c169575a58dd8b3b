package dev.lathe.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lathe.engine.recipe.Progress.Event;
import dev.lathe.engine.recipe.Progress.Leg;
import dev.lathe.engine.recipe.Stage;
import dev.lathe.engine.train.TrainingProgress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init")
class HttpProgressTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private volatile int status = 204;
  private HttpServer operator;

  /** What the operator gets. */
  private record Post(String authorization, JsonNode body) {
    String told() {
      return "%s %d %d %s"
          .formatted(
              authorization,
              body.path("attempt").asInt(),
              body.path("percent").asInt(),
              body.path("stage").asString());
    }
  }

  @BeforeEach
  void listen() throws IOException {
    operator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    operator.createContext("/progress", this::take);
    operator.start();
  }

  @AfterEach
  void hangUp() {
    operator.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    posts.add(
        new Post(
            exchange.getRequestHeaders().getFirst("Authorization"),
            JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes())));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Test
  void aNewStageIsToldAtOnceByWhateverTheTokenIsThen() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one\n");
    try (HttpProgress progress = posting(token)) {
      progress.report(event(Stage.FETCH, 0, "file:model.onnx"));
      assertThat(next().told()).isEqualTo("Bearer one 3 42 Fetch");
      Files.writeString(token, "two\n");
      progress.report(event(Stage.EVALUATE, 0.5, "comparing"));
      assertThat(next().told()).isEqualTo("Bearer two 3 42 Evaluate");
    }
  }

  @Test
  void withinAStageOnlyTheNewestIsToldAndTheLastIsNotLost() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one");
    try (HttpProgress progress = posting(token)) {
      progress.report(event(Stage.EVALUATE, 0, ""));
      next();
      for (int i = 1; i <= 100; i++) {
        progress.report(event(Stage.EVALUATE, i / 100.0, "batch " + i));
      }
    }
    List<Post> rest = new ArrayList<>();
    posts.drainTo(rest);
    assertThat(rest)
        .extracting(post -> post.body().path("message").asString())
        .containsExactly("batch 100");
  }

  @Test
  void whatTheOperatorRefusesIsLoggedOnceAndDisturbsNothing() throws Exception {
    status = 403;
    Path token = Files.writeString(folder.resolve("token"), "one");
    try (HttpProgress progress = posting(token)) {
      progress.report(event(Stage.FETCH, 0, ""));
      next();
      progress.report(event(Stage.VERIFY, 0, ""));
      next();
    }
    assertThat(complaints)
        .containsExactly(
            "progress cannot be posted (the run goes on): the operator answered with status 403");
  }

  @Test
  void aMissingTokenIsLoggedAndNothingIsPosted() {
    try (HttpProgress progress = posting(folder.resolve("none"))) {
      progress.report(event(Stage.FETCH, 0, ""));
    }
    assertThat(posts).isEmpty();
    assertThat(complaints).singleElement().asString().contains("none");
  }

  @Test
  void longMessagesAreCut() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one");
    try (HttpProgress progress = posting(token)) {
      progress.report(event(Stage.FETCH, 0, "é".repeat(5000)));
      String message = next().body().path("message").asString();
      assertThat(message).isEqualTo("é".repeat(199) + "…");
      assertThat(message.getBytes(UTF_8).length).isLessThan(1024);
    }
  }

  @Test
  void aTrainingIsToldInNumbersAndInWords() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one");
    TrainingProgress training =
        new TrainingProgress(2, 3, 120, 569, 0.1234, 4.2e-5, 812.44, Duration.ofSeconds(75));
    try (HttpProgress progress = posting(token)) {
      progress.report(
          new Event(
              Leg.of(Stage.TRAIN), 0.2, 42, "resumed at step 80 of 569", Optional.of(training)));
      JsonNode body = next().body();

      assertThat(body.path("message").asString())
          .isEqualTo("epoch 2 of 3, step 120 of 569, resumed at step 80 of 569");
      assertThat(body.path("estimatedRemainingSeconds").asLong()).isEqualTo(75);
      assertThat(body.path("training").toString())
          .isEqualTo(
              "{\"epoch\":2,\"epochs\":3,\"step\":120,\"steps\":569,\"loss\":\"0.123\","
                  + "\"learningRate\":\"4.2e-05\",\"samplesPerSecond\":\"812.4\"}");
    }
  }

  private static Event event(Stage stage, double fraction, String message) {
    return new Event(Leg.of(stage), fraction, 42, message);
  }

  private HttpProgress posting(Path token) {
    URI url = URI.create("http://127.0.0.1:%d/progress".formatted(operator.getAddress().getPort()));
    return new HttpProgress(
        new HttpProgress.Target(url, Optional.of(token), 3),
        HttpClient.newHttpClient(),
        new HttpProgress.Pacing(AN_HOUR, A_MINUTE),
        complaints::add);
  }

  private Post next() throws InterruptedException {
    Post post = posts.poll(1, TimeUnit.MINUTES);
    assertThat(post).as("a post; complaints: %s", complaints).isNotNull();
    return post;
  }
}
