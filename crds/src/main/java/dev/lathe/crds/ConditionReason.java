package dev.lathe.crds;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a condition is as it is: the one list that conditions, events, metrics, exit codes and the
 * documentation share. {@code reasons.csv} and {@code docs/api.md} are written from it, and tests
 * compare the first with the engine's list.
 *
 * <p>Exit codes tell the Job controller whether trying again can help: 10-19 never, 20-29 yes,
 * 30-39 is a verdict and no error, 40-49 wants more memory, 50 asks to be resumed.
 */
public enum ConditionReason {
  INVALID_MODEL(
      Cause.engine(10, false),
      "The model's bytes are not a valid ONNX model.",
      "Check the file with `lathe inspect`; export the model again."),
  UNSUPPORTED_MODEL(
      Cause.engine(11, false),
      "The model is valid but holds something this recipe cannot work on.",
      "The message names node and operator: exclude them, or choose another recipe."),
  INVALID_MANIFEST(
      Cause.engine(12, false),
      "The manifest does not say what it must, or says something unknown.",
      "The message names the field: correct it and create the job again."),
  DIGEST_MISMATCH(
      Cause.engine(13, false),
      "Bytes differ from the digest that the manifest pins.",
      "Find out who changed the file; pin the new digest only if the change is wanted."),
  INVALID_DATA(
      Cause.engine(14, false),
      "A data set is empty, malformed, or does not fit the model.",
      "The message names array, picture or line: correct the data set or its description."),
  DATA_OVERLAP(
      Cause.engine(15, false),
      "A sample is in two data sets that must share none, such as training and evaluation.",
      "The message names the sets: split the data anew, since a model must be judged on samples it has"
          + " not seen."),
  NOT_FOUND(
      Cause.engine(16, false),
      "A source, data set, secret or file does not exist.",
      "The message names it: correct the URI or path, or put the file there."),
  ACCESS_DENIED(
      Cause.engine(17, false),
      "A store refuses the credentials, or none were given.",
      "Name a secret with secretRef, or correct what it holds."),
  STORE_UNAVAILABLE(
      Cause.engine(20, true),
      "A store does not answer, answers with an error of its own, or drops the connection.",
      "Look after the store; the job tries again by itself."),
  DISK_FULL(
      Cause.engine(21, true),
      "The scratch volume or the destination is full.",
      "Raise workVolumeSize of the runtime, or make room at the destination."),
  GATES_FAILED(
      Cause.engine(30, false),
      "A required gate is missed: a result, not an error. Nothing was published.",
      "Read status.gates; compress less, or ask for less."),
  GATES_INCONCLUSIVE(
      Cause.engine(31, false),
      "A required gate could not be decided with the data given. Nothing was published.",
      "Read status.gates: it says how many samples or runs would decide."),
  OUT_OF_MEMORY(
      Cause.engine(40, true),
      "The memory limit does not suffice.",
      "Raise resources.limits.memory of the job or the runtime, or lower evaluation.batchSize."),
  INTERRUPTED(
      Cause.engine(50, true),
      "The pod was told to stop and did.",
      "Nothing to do: the job goes on with a new pod."),
  ENGINE_ERROR(
      Cause.engine(70, true),
      "A defect in the engine.",
      "Report it with status.failure and the pod's log."),

  ACCEPTED(Cause.operator(), "Runtime and secrets were found, and the cluster allows the job.", ""),
  RESOLVING_REFERENCES(Cause.operator(), "Runtime and secrets of the job are being looked up.", ""),
  RUNTIME_NOT_FOUND(
      Cause.operator(),
      "The ClusterCompressionRuntime does not exist.",
      "Ask the platform's administrators for its name: `kubectl get ccr` lists them."),
  SECRET_NOT_FOUND(
      Cause.operator(),
      "A secret that the job names does not exist in its namespace.",
      "Create the secret; the job goes on by itself."),
  VOLUME_UNAVAILABLE(
      Cause.operator(),
      "A volume of the pod cannot be mounted, or its PersistentVolumeClaim does not exist.",
      "The message names it: create the claim or mend the volume; the job goes on by itself."),
  UNSUPPORTED_SOURCE(
      Cause.operator(),
      "The job names a file: URI, which only `lathe run` can read.",
      "Put the file into a registry, a volume or behind HTTP, and create the job again."),
  OUTPUT_MISSING(
      Cause.operator(),
      "The job names no output, which only `lathe run` can do without.",
      "Set spec.output and create the job again."),
  QUEUE_CONFLICT(
      Cause.operator(),
      "spec.queueName and the label kueue.x-k8s.io/queue-name name different queues.",
      "Keep one of them, or give both the same value."),
  JOB_REFUSED(
      Cause.operator(),
      "The API server refused the batch/v1 Job or its pod: a quota, a policy or an admission"
          + " webhook.",
      "The message says who refused and why; the job goes on by itself once that is settled."),

  CREATING_JOB(Cause.operator(), "The batch/v1 Job of an attempt is being created.", ""),
  JOB_CREATED(Cause.operator(), "The batch/v1 Job of the newest attempt exists.", ""),
  USER_REQUESTED(
      Cause.operator(),
      "spec.suspend holds the job.",
      "Set spec.suspend to false to let it go on."),
  QUEUED_BY_KUEUE(
      Cause.operator(),
      "Kueue holds the job until its queue has quota.",
      "Look at the queue: `kubectl get workloads`."),
  NOT_SUSPENDED(Cause.operator(), "Nothing holds the job.", ""),
  POD_STARTING(Cause.operator(), "The pod has a node and is being started.", ""),
  POD_RUNNING(Cause.operator(), "The pod runs.", ""),
  WAITING(Cause.operator(), "There is no pod yet.", ""),
  UNSCHEDULABLE(
      Cause.operator(),
      "No node can take the pod.",
      "The message is the scheduler's: correct resources, nodeSelector or tolerations, or add"
          + " nodes."),
  IMAGE_PULL_FAILED(
      Cause.operator(),
      "The engine's image cannot be pulled.",
      "Correct image or imagePullSecrets of the runtime."),
  RETRYING(Cause.operator(), "An attempt failed and another one follows.", ""),
  ENDED(Cause.operator(), "The job has ended.", ""),

  NOT_EVALUATED(Cause.operator(), "The gates have not been decided.", ""),
  NO_GATES(Cause.operator(), "The job has no gates.", ""),
  GATES_PASSED(Cause.operator(), "Every required gate passed.", ""),
  NOT_PUBLISHED(Cause.operator(), "Nothing has been published.", ""),
  PUBLISHED(Cause.operator(), "The artifact is at its destination.", ""),

  IN_PROGRESS(Cause.operator(), "The job has not ended.", ""),
  SUCCEEDED(Cause.operator(), "The job has ended well.", ""),
  BACKOFF_LIMIT_EXCEEDED(
      Cause.operator(),
      "As many attempts failed as backoffLimit allows.",
      "status.failure tells of the last one."),
  DEADLINE_EXCEEDED(
      Cause.operator(),
      "The job ran longer than activeDeadlineSeconds.",
      "Give it more time or more CPUs, and create the job again."),
  PENDING_DEADLINE_EXCEEDED(
      Cause.operator(),
      "No pod started within pendingDeadlineSeconds.",
      "Look at the queue and the nodes, and create the job again."),
  NO_PROGRESS(
      Cause.operator(),
      "The job was interrupted again and again without getting any further.",
      "Place it where pods are not preempted, or raise its priority."),
  POD_LOST(
      Cause.operator(),
      "The pod was deleted, evicted or lost with its node before it could say how it ended.",
      "Nothing to do while attempts are left: the job tries again by itself."),
  RESULT_MISSING(
      Cause.operator(),
      "The pod ended without a readable result.",
      "The runtime's image may not be Lathe's engine, or not of this version.");

  private final String text;
  private final Cause cause;
  private final String description;
  private final String remedy;

  ConditionReason(Cause cause, String description, String remedy) {
    this.text = camelCase(name());
    this.cause = cause;
    this.description = description;
    this.remedy = remedy;
  }

  /** Where a reason comes from, and whether another attempt may help. */
  private record Cause(OptionalInt exitCode, boolean retryable) {
    static Cause engine(int exitCode, boolean retryable) {
      return new Cause(OptionalInt.of(exitCode), retryable);
    }

    static Cause operator() {
      return new Cause(OptionalInt.empty(), false);
    }
  }

  /** Returns the reason that conditions call so. */
  public static Optional<ConditionReason> ofText(String text) {
    return Arrays.stream(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }

  /** Returns the reason for which the engine ends with that code. */
  public static Optional<ConditionReason> ofExitCode(int exitCode) {
    return Arrays.stream(values())
        .filter(reason -> reason.cause.exitCode.equals(OptionalInt.of(exitCode)))
        .findFirst();
  }

  /** Returns the reason as conditions, events and metrics spell it. */
  public String text() {
    return text;
  }

  /** Returns the exit code with which the engine says so; empty if it never does. */
  public OptionalInt exitCode() {
    return cause.exitCode;
  }

  /** Whether another attempt may succeed without anyone changing the job. */
  public boolean retryable() {
    return cause.retryable;
  }

  /** Returns what happened, in a sentence. */
  public String description() {
    return description;
  }

  /** Returns what to do about it, in a sentence; empty where there is nothing to do. */
  public String remedy() {
    return remedy;
  }

  @Override
  public String toString() {
    return text;
  }

  private static String camelCase(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
