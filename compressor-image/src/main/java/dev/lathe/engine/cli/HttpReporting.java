package dev.lathe.engine.cli;

import dev.lathe.engine.artifact.Trust;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.recipe.Progress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Posting of progress as the environment asks for it; whatever is wrong with it, the run goes on.
 */
record HttpReporting(Optional<HttpProgress> poster) implements AutoCloseable {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

  static HttpReporting open(Host host) {
    Optional<String> url = host.variable("LATHE_PROGRESS_URL");
    if (url.isEmpty()) {
      return new HttpReporting(Optional.empty());
    }
    try {
      HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE);
      Optional<Path> authority = host.path("LATHE_PROGRESS_CA_FILE");
      authority.ifPresent(pem -> client.sslContext(Trust.alsoIn(pem)));
      HttpProgress.Target target =
          new HttpProgress.Target(
              URI.create(url.get()),
              host.path("LATHE_PROGRESS_TOKEN_FILE"),
              Integer.parseInt(host.variable("LATHE_ATTEMPT").orElse("1")));
      return new HttpReporting(
          Optional.of(
              new HttpProgress(
                  target, client.build(), HttpProgress.Pacing.USUAL, host.err()::println)));
    } catch (IllegalArgumentException | EngineException e) {
      host.err().println("progress is not posted: " + e.getMessage());
      return new HttpReporting(Optional.empty());
    }
  }

  Progress progress() {
    return poster.<Progress>map(one -> one).orElse(Progress.SILENT);
  }

  @Override
  public void close() {
    poster.ifPresent(HttpProgress::close);
  }
}
