package dev.lathe.operator.progress;

import dev.lathe.operator.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * {@code POST
 * /apis/compression.lathe.dev/v1alpha1/namespaces/{namespace}/compressionjobs/{name}/progress}.
 *
 * <p>Every replica serves it, whether it leads or not: a Service sends engines anywhere, and a
 * connection that is kept alive would otherwise stay with a replica that has nothing to say.
 */
@Singleton
final class ProgressEndpoint {
  private static final Logger LOG = Logger.getLogger(ProgressEndpoint.class);
  private static final String PATH =
      "/apis/compression.lathe.dev/v1alpha1/namespaces/:namespace/compressionjobs/:name/progress";
  private static final long MAX_BODY_BYTES = 16 * 1024;
  private static final int UNAVAILABLE = 503;

  private final ProgressDesk desk;
  private final ScheduledExecutorService writer;

  ProgressEndpoint(OperatorSettings settings, KubernetesClient client, InstantSource clock) {
    OperatorSettings.Progress progress = settings.progress();
    ProgressBoard board = new ProgressBoard(clock, progress.interval(), progress.stageInterval());
    this.desk =
        new ProgressDesk(new Tokens(client, clock), new Passes(client, clock), board, clock);
    this.writer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("progress").daemon().factory());
    ProgressWriter writes = new ProgressWriter(client, board, clock);
    writer.scheduleWithFixedDelay(() -> writeDue(writes), 1, 1, TimeUnit.SECONDS);
  }

  void route(@Observes Router router) {
    router
        .post(PATH)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .blockingHandler(this::handle, false);
  }

  void stop(@Observes ShutdownEvent event) {
    writer.shutdownNow();
  }

  private void handle(RoutingContext context) {
    Answer answer = answer(context);
    context.response().setStatusCode(answer.code());
    if (answer.message().isEmpty()) {
      context.response().end();
    } else {
      context
          .response()
          .putHeader("Content-Type", "text/plain; charset=utf-8")
          .end(answer.message() + "\n");
    }
  }

  private Answer answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!request.isSSL()) {
      return Answer.forbidden("Tokens are taken by TLS only.");
    }
    JobKey job = new JobKey(parameter(context, "namespace"), parameter(context, "name"));
    String authorization = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
    byte[] body =
        Optional.ofNullable(context.body().buffer())
            .map(buffer -> buffer.getBytes())
            .orElseGet(() -> new byte[0]);
    try {
      return desk.take(job, authorization, body);
    } catch (KubernetesClientException e) {
      LOG.warnf("progress of %s/%s was not taken: %s", job.namespace(), job.name(), e.getMessage());
      return new Answer(UNAVAILABLE, "The API server does not answer.");
    }
  }

  private static String parameter(RoutingContext context, String name) {
    return Objects.requireNonNull(context.pathParam(name), "the route names it");
  }

  private static void writeDue(ProgressWriter writes) {
    try {
      writes.writeDue();
    } catch (RuntimeException e) {
      LOG.error("progress was not written", e);
    }
  }
}
