package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.RootRules;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.crd.generator.annotation.Annotations;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One compression of one model, run once: its spec never changes, and its outcome stays. */
@Group(CompressionJob.GROUP)
@Version(CompressionJob.VERSION)
@Plural("compressionjobs")
@ShortNames("cpj")
@Categories("compression")
@Annotations("helm.sh/resource-policy=keep")
@AdditionalPrinterColumn(
    name = "State",
    jsonPath = ".status.state",
    getDescription = "Where the job stands.")
@AdditionalPrinterColumn(
    name = "Progress",
    jsonPath = ".status.progress.display",
    getDescription = "Percent done, and the stage being worked on.")
@AdditionalPrinterColumn(
    name = "Ratio",
    jsonPath = ".status.sizes.ratio",
    getDescription = "How many times smaller the compressed model is.")
@AdditionalPrinterColumn(
    name = "Attempt",
    jsonPath = ".status.attempt",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1,
    getDescription = "Number of the attempt, from 1.")
@AdditionalPrinterColumn(
    name = "Queue",
    jsonPath = ".spec.queueName",
    priority = 1,
    getDescription = "Kueue queue that the job waits in.")
@AdditionalPrinterColumn(
    name = "Runtime",
    jsonPath = ".spec.runtimeRef.name",
    priority = 1,
    getDescription = "ClusterCompressionRuntime that runs the job.")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.failure.reason",
    priority = 1,
    getDescription = "Why the job, or its newest attempt, failed.")
@AdditionalPrinterColumn(
    name = "Digest",
    jsonPath = ".status.artifact.digest",
    priority = 1,
    getDescription = "Digest of the published artifact.")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE,
    getDescription = "Time since the job was created.")
@AdditionalSelectableField(jsonPath = ".spec.queueName")
@AdditionalSelectableField(jsonPath = ".spec.runtimeRef.name")
@AdditionalSelectableField(jsonPath = ".status.state")
@SchemaCustomizer(RootRules.Job.class)
public final class CompressionJob extends CustomResource<CompressionJobSpec, CompressionJobStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;

  public static final String GROUP = "compression.lathe.dev";
  public static final String VERSION = "v1alpha1";

  /** Longest allowed name: names of attempts, at most 63 long, are made from it. */
  public static final int MAX_NAME_LENGTH = 52;

  @Required
  @JsonPropertyDescription(
      "What to compress, how, what it must still be able to do, and where the result goes. All of"
          + " it is fixed once the job exists, but suspend and ttlSecondsAfterFinished.")
  @Override
  public CompressionJobSpec getSpec() {
    return super.getSpec();
  }

  @JsonPropertyDescription(
      "What became of the job. Written by Lathe only; state and the display fields are for people,"
          + " programs read the conditions.")
  @Override
  public CompressionJobStatus getStatus() {
    return super.getStatus();
  }
}
