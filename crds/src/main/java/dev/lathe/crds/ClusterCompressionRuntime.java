package dev.lathe.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lathe.crds.schema.RootRules;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Annotations;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * How a platform runs compressions. Whatever administrators must be able to change lives here, and
 * not in the specs of jobs, which never change. It has no status: nothing happens to it.
 */
@Group(CompressionJob.GROUP)
@Version(CompressionJob.VERSION)
@Plural("clustercompressionruntimes")
@ShortNames("ccr")
@Categories("compression")
@Annotations("helm.sh/resource-policy=keep")
@AdditionalPrinterColumn(
    name = "Image",
    jsonPath = ".spec.image",
    getDescription = "Image of the engine.")
@AdditionalPrinterColumn(
    name = "Priority",
    jsonPath = ".spec.priorityClassName",
    priority = 1,
    getDescription = "Default PriorityClass.")
@AdditionalPrinterColumn(
    name = "RuntimeClass",
    jsonPath = ".spec.runtimeClassName",
    priority = 1,
    getDescription = "RuntimeClass of the pods.")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE,
    getDescription = "Time since the runtime was created.")
@SchemaCustomizer(RootRules.Runtime.class)
public final class ClusterCompressionRuntime
    extends CustomResource<ClusterCompressionRuntimeSpec, Void> {
  private static final long serialVersionUID = 1;

  /** Name of the runtime of jobs that name none. */
  public static final String DEFAULT_NAME = "default";

  @Required
  @JsonPropertyDescription("What the pods of jobs that name this runtime are made of.")
  @Override
  public ClusterCompressionRuntimeSpec getSpec() {
    return super.getSpec();
  }
}
