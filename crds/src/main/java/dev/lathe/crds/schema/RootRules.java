package dev.lathe.crds.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** What is said of whole objects: their names, and their status before anyone has looked. */
public final class RootRules {
  private static final String UNSEEN = "observedGeneration";

  private RootRules() {}

  /** Rules of {@code CompressionJob}. */
  public static final class Job implements SchemaCustomizer.Customizer {
    private static final Rule LENGTH =
        new Rule(
            "self.metadata.name.size() <= 52",
            "The name may be at most 52 characters long: names of its pods are made from it.");
    private static final Rule LETTERS =
        new Rule(
            "!self.metadata.name.contains('.')",
            "The name may have no dots: host names of its pods are made from it. Use '-' instead.");

    /**
     * Names are bounded, and a status that nobody has written says so: without {@code
     * observedGeneration} tools that wait for objects take a job for done that Lathe has not seen.
     */
    @Override
    public JSONSchemaProps apply(
        JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
      Properties.addRules(schema, List.of(LENGTH.toValidation(), LETTERS.toValidation()));
      schema.setDescription(
          "One compression of one model: the model is fetched, compressed by the recipe, compared"
              + " with the original, and published only if every required gate passes. A job runs"
              + " once; to compress again, create another one.");
      JSONSchemaProps status = Properties.of(schema, "status");
      Properties.of(status, UNSEEN);
      status.setDefault(JsonNodeFactory.instance.objectNode().put(UNSEEN, -1));
      return schema;
    }
  }

  /** Rules of {@code ClusterCompressionRuntime}. */
  public static final class Runtime implements SchemaCustomizer.Customizer {
    private static final Rule LENGTH =
        new Rule(
            "self.metadata.name.size() <= 63",
            "The name may be at most 63 characters long: it is a label of the pods.");

    @Override
    public JSONSchemaProps apply(
        JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
      schema.setDescription(
          "How a platform runs compressions: engine image, node placement and default resources,"
              + " kept by its administrators. The runtime named default serves the jobs that name"
              + " none.");
      schema.getProperties().remove("status");
      Properties.addRules(schema, List.of(LENGTH.toValidation()));
      return schema;
    }
  }
}
