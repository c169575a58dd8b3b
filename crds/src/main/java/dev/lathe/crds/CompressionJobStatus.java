package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.ConditionSchema;
import dev.lathe.crds.schema.ListMap;
import dev.lathe.crds.schema.Strings;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link CompressionJob}. Made by {@link #builder()}. */
@ApiPart
@SchemaCustomizer(
    value = Strings.class,
    input = "startTime=TIME waitingSince=TIME completionTime=TIME")
@SchemaCustomizer(value = ListMap.class, input = "conditions=type gates=name")
public record CompressionJobStatus(
    @JsonPropertyDescription(
            "Generation of the spec that this status speaks of; -1 before Lathe has seen the job.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Where the job stands, in a word. For people, not for programs.")
        @Nullable JobState state,
    @Min(0) @JsonPropertyDescription("Number of the newest attempt, from 1.")
        @Nullable Integer attempt,
    @JsonPropertyDescription("The batch/v1 Job of the newest attempt.") @Nullable JobRef jobRef,
    @JsonPropertyDescription("The pod that runs, or ran last.") @Nullable JobPod pod,
    @Min(0)
        @JsonPropertyDescription(
            "How often pods of the newest attempt were stopped before they were done: by"
                + " preemption, by draining of a node, or by a queue. They do not count against"
                + " backoffLimit. Where training is kept by spec.checkpoint, only those are counted"
                + " that came before it got any further.")
        @Nullable Integer interruptions,
    @JsonPropertyDescription("How far training was at the newest interruption that it got beyond.")
        @Nullable ResumePoint resumePoint,
    @JsonPropertyDescription("How far the newest attempt is, as it says itself.")
        @Nullable JobProgress progress,
    @JsonPropertyDescription("Sizes of the models.") @Nullable ModelSizes sizes,
    @Size(max = 32) @JsonPropertyDescription("What each gate decided, and on what.")
        @Nullable List<GateStatus> gates,
    @JsonPropertyDescription("What was published.") @Nullable Artifact artifact,
    @JsonPropertyDescription("Why the job, or its newest attempt, failed.")
        @Nullable JobFailure failure,
    @JsonPropertyDescription("When the job was first taken up.") @Nullable String startTime,
    @JsonPropertyDescription(
            "Since when the job has waited for a pod to start; absent while one runs, and while its"
                + " owner holds the job. Counts against pendingDeadlineSeconds.")
        @Nullable String waitingSince,
    @JsonPropertyDescription("When the job ended, well or not.") @Nullable String completionTime,
    @Min(0)
        @JsonPropertyDescription(
            "Seconds that pods of the job have run, all attempts together; counts against"
                + " activeDeadlineSeconds.")
        @Nullable Long activeSeconds,
    @SchemaFrom(type = ConditionSchema[].class)
        @Size(max = 16)
        @JsonPropertyDescription(
            "Accepted, Suspended, Running, GatesPassed, Published, and at the end exactly one of"
                + " Complete and Failed, which never change again.")
        @Nullable List<Condition> conditions) {

  /** Returns a builder of an empty status. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this status. */
  public Builder toBuilder() {
    return new Builder()
        .observedGeneration(observedGeneration)
        .state(state)
        .attempt(attempt)
        .jobRef(jobRef)
        .pod(pod)
        .interruptions(interruptions)
        .resumePoint(resumePoint)
        .progress(progress)
        .sizes(sizes)
        .gates(gates)
        .artifact(artifact)
        .failure(failure)
        .startTime(startTime)
        .waitingSince(waitingSince)
        .completionTime(completionTime)
        .activeSeconds(activeSeconds)
        .conditions(conditions);
  }

  /** Collects the parts of a status; what is not set is absent. */
  public static final class Builder {
    private @Nullable Long observedGeneration;
    private @Nullable JobState state;
    private @Nullable Integer attempt;
    private @Nullable JobRef jobRef;
    private @Nullable JobPod pod;
    private @Nullable Integer interruptions;
    private @Nullable ResumePoint resumePoint;
    private @Nullable JobProgress progress;
    private @Nullable ModelSizes sizes;
    private @Nullable List<GateStatus> gates;
    private @Nullable Artifact artifact;
    private @Nullable JobFailure failure;
    private @Nullable String startTime;
    private @Nullable String waitingSince;
    private @Nullable String completionTime;
    private @Nullable Long activeSeconds;
    private @Nullable List<Condition> conditions;

    private Builder() {}

    public Builder observedGeneration(@Nullable Long observedGeneration) {
      this.observedGeneration = observedGeneration;
      return this;
    }

    public Builder state(@Nullable JobState state) {
      this.state = state;
      return this;
    }

    public Builder attempt(@Nullable Integer attempt) {
      this.attempt = attempt;
      return this;
    }

    public Builder jobRef(@Nullable JobRef jobRef) {
      this.jobRef = jobRef;
      return this;
    }

    public Builder pod(@Nullable JobPod pod) {
      this.pod = pod;
      return this;
    }

    public Builder interruptions(@Nullable Integer interruptions) {
      this.interruptions = interruptions;
      return this;
    }

    public Builder resumePoint(@Nullable ResumePoint resumePoint) {
      this.resumePoint = resumePoint;
      return this;
    }

    public Builder progress(@Nullable JobProgress progress) {
      this.progress = progress;
      return this;
    }

    public Builder sizes(@Nullable ModelSizes sizes) {
      this.sizes = sizes;
      return this;
    }

    public Builder gates(@Nullable List<GateStatus> gates) {
      this.gates = gates;
      return this;
    }

    public Builder artifact(@Nullable Artifact artifact) {
      this.artifact = artifact;
      return this;
    }

    public Builder failure(@Nullable JobFailure failure) {
      this.failure = failure;
      return this;
    }

    /** Sets the time, as RFC 3339 writes it. */
    public Builder startTime(@Nullable String startTime) {
      this.startTime = startTime;
      return this;
    }

    /** Sets the time, as RFC 3339 writes it. */
    public Builder waitingSince(@Nullable String waitingSince) {
      this.waitingSince = waitingSince;
      return this;
    }

    /** Sets the time, as RFC 3339 writes it. */
    public Builder completionTime(@Nullable String completionTime) {
      this.completionTime = completionTime;
      return this;
    }

    public Builder activeSeconds(@Nullable Long activeSeconds) {
      this.activeSeconds = activeSeconds;
      return this;
    }

    public Builder conditions(@Nullable List<Condition> conditions) {
      this.conditions = conditions;
      return this;
    }

    public CompressionJobStatus build() {
      return new CompressionJobStatus(
          observedGeneration,
          state,
          attempt,
          jobRef,
          pod,
          interruptions,
          resumePoint,
          progress,
          sizes,
          gates,
          artifact,
          failure,
          startTime,
          waitingSince,
          completionTime,
          activeSeconds,
          conditions);
    }
  }
}
