package dev.lathe.operator.progress;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.desired.Labels;
import dev.lathe.operator.desired.Owner;
import dev.lathe.operator.observe.Memory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells whether a pod may speak for a job: it must be controlled by the child of the job's newest
 * attempt. A yes is remembered for some seconds; a no is not, since a job's status may be about to
 * name the child.
 */
final class Passes {
  private static final Duration REMEMBERED = Duration.ofSeconds(15);

  private final KubernetesClient client;
  private final Expiring<Request, Boolean> known;

  Passes(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.known = new Expiring<>(clock, REMEMBERED);
  }

  private record Request(Caller caller, JobKey job, int attempt) {}

  /** Returns {@link Answer#TAKEN} if the pod may speak for that attempt, else why not. */
  Answer check(Caller caller, JobKey job, int attempt) {
    Request request = new Request(caller, job, attempt);
    if (known.get(request).isPresent()) {
      return Answer.TAKEN;
    }
    Answer answer = look(caller, job, attempt);
    if (answer.equals(Answer.TAKEN)) {
      known.put(request, true);
    }
    return answer;
  }

  private Answer look(Caller caller, JobKey key, int attempt) {
    if (!caller.namespace().equals(key.namespace())) {
      return Answer.forbidden("The token is of another namespace.");
    }
    CompressionJob job =
        client
            .resources(CompressionJob.class)
            .inNamespace(key.namespace())
            .withName(key.name())
            .get();
    if (job == null) {
      return Answer.missing(key);
    }
    Pod pod = client.pods().inNamespace(key.namespace()).withName(caller.pod()).get();
    if (pod == null
        || !caller.podUid().equals(pod.getMetadata().getUid())
        || !Labels.jobOf(pod).equals(Optional.of(key.name()))) {
      return Answer.forbidden("The token is not of a pod of this job.");
    }
    Memory memory = Memory.of(job);
    if (memory.isOver()) {
      return Answer.outdated("The job has ended.");
    }
    boolean current = memory.child().filter(child -> Owner.controls(child.uid(), pod)).isPresent();
    return current && attempt == memory.attempt()
        ? Answer.TAKEN
        : Answer.outdated("The newest attempt is %d.".formatted(memory.attempt()));
  }
}
