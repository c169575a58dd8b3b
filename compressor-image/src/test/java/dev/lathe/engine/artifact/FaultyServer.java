package dev.lathe.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers request after request as it was told, and the last way from then on. */
public final class FaultyServer implements AutoCloseable {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  private final HttpServer server;
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final List<String> authorizations = new ArrayList<>();

  /**
   * @param answers a status each; 0 drops the connection, half-way through the content if there is
   *     any
   */
  public FaultyServer(int... answers) throws IOException {
    for (int answer : answers) {
      this.answers.add(answer);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI uri(String path) {
    return URI.create("http://localhost:%d%s".formatted(server.getAddress().getPort(), path));
  }

  public String host() {
    return "localhost:" + server.getAddress().getPort();
  }

  List<String> authorizations() {
    return authorizations;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    int answer = answers.size() > 1 ? answers.remove() : answers.element();
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    if (answer == 302) {
      // the same server under another name
      exchange
          .getResponseHeaders()
          .add("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere");
    }
    boolean hasBody = exchange.getRequestMethod().equals("GET");
    if (hasBody && (answer == 200 || answer == 0)) {
      exchange.sendResponseHeaders(200, CONTENT.length);
      try (exchange;
          OutputStream body = exchange.getResponseBody()) {
        body.write(CONTENT, 0, answer == 0 ? 3 : CONTENT.length);
        body.flush();
      }
    } else {
      if (answer != 0) {
        exchange.sendResponseHeaders(answer, -1);
      }
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
