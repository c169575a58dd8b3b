package dev.lathe.operator.act;

import dev.lathe.crds.CompressionJob;
import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.operator.observe.TerminationMessage;
import dev.lathe.operator.status.Flip;
import dev.lathe.operator.status.News;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Writes an event for each condition that flips. An event's name follows from what it tells, so
 * that telling it again changes nothing. Events are no state: one that cannot be written is logged
 * and given up.
 */
public final class EventNews implements News, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventNews.class);
  private static final String CONTROLLER = "compression.lathe.dev/operator";
  private static final int NOTE_LIMIT = 1000;
  private static final int CONFLICT = 409;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;

  /** Events are written apart from the loop that they tell of. */
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("events").daemon().factory());

  /**
   * @param instance name of this process
   */
  public EventNews(KubernetesClient client, String instance) {
    this.client = client;
    this.instance = instance;
  }

  /** Writes what is waiting, and ends. */
  @Override
  public void close() {
    writer.close();
  }

  @Override
  public void changed(CompressionJob job, CompressionJobStatus before, CompressionJobStatus after) {
    List<Flip> flips = Flip.between(before, after);
    if (!flips.isEmpty()) {
      Instant now = Instant.now();
      writer.execute(() -> flips.forEach(flip -> write(event(job, flip, now))));
    }
  }

  private Event event(CompressionJob job, Flip flip, Instant now) {
    String id =
        Integer.toHexString(
            Objects.hash(
                job.getMetadata().getUid(),
                flip.type().text(),
                flip.now().getStatus(),
                flip.now().getReason(),
                flip.now().getLastTransitionTime(),
                job.getStatus().attempt()));
    return new EventBuilder()
        .withNewMetadata()
        .withName(job.getMetadata().getName() + "." + id)
        .withNamespace(job.getMetadata().getNamespace())
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(now)))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withAction(flip.type().text())
        .withReason(flip.now().getReason())
        .withNote(TerminationMessage.cut(flip.now().getMessage(), NOTE_LIMIT))
        .withType(flip.isWarning() ? "Warning" : "Normal")
        .withNewRegarding()
        .withApiVersion(job.getApiVersion())
        .withKind(job.getKind())
        .withNamespace(job.getMetadata().getNamespace())
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .endRegarding()
        .build();
  }

  private void write(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        LOG.warnf("event %s was not written: %s", event.getMetadata().getName(), e.getMessage());
      }
    }
  }
}
