package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.apiserver.LocalApiServer;
import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Users of the API server at the same moment, each with a connection that is open already. They
 * take little of the cores that they share with the server and the operator.
 */
final class Users implements AutoCloseable {
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private final LocalApiServer server = ApiServer.get();
  private final HttpClient http;
  private final ExecutorService users;

  Users(int count) throws IOException, GeneralSecurityException {
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(Trust.in(server.certificate()))
            .build();
    users = Executors.newFixedThreadPool(count);
    each(
        Collections.nCopies(count, "/api"),
        path -> send(to(path).build(), BodyHandlers.discarding()));
  }

  /** Has each of some things done by the next user that is free. */
  <T> void each(Collection<T> things, Consumer<T> action) {
    CompletableFuture.allOf(
            things.stream()
                .map(thing -> CompletableFuture.runAsync(() -> action.accept(thing), users))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  /** Creates an object, and leaves unread what became of it. */
  void post(String path, String json) {
    HttpRequest request =
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    assertThat(send(request, BodyHandlers.discarding()).statusCode()).as(path).isEqualTo(201);
  }

  /** Returns the metadata of what changes, an event a line, until the stream is closed. */
  Stream<String> watch(String path) {
    return send(to(path).header("Accept", METADATA).build(), BodyHandlers.ofLines()).body();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header("Authorization", "Bearer " + server.token());
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
    try {
      return http.send(request, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    users.shutdownNow();
    http.shutdownNow();
  }
}
