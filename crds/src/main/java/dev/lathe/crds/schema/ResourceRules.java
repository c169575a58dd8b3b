package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** What Kubernetes demands of a pod's resources, said before there is a pod. */
public final class ResourceRules implements SchemaCustomizer.Customizer {
  private static final long MAX_QUANTITY_LENGTH = 32;

  private static final Rule AMOUNTS =
      new Rule(
          "self.all(name, isQuantity(string(self[name])))",
          "Each amount is written like 500m, \"2\" or 4Gi.");
  private static final Rule NAMES =
      new Rule(
          "self.all(name, name in ['cpu', 'memory', 'ephemeral-storage'] ||"
              + " name.startsWith('hugepages-') || name.contains('/'))",
          "A resource is cpu, memory, ephemeral-storage, hugepages-<size>, or an extended one with"
              + " its domain, such as nvidia.com/gpu.");
  private static final Rule WHOLE =
      new Rule(
          "self.all(name, !name.contains('/') || string(self[name]).matches('^[0-9]+$'))",
          "An extended resource is counted in whole pieces: write a whole number.");
  private static final Rule WITHIN_LIMITS =
      new Rule(
          "!has(self.requests) || !has(self.limits) || self.requests.all(name,"
              + " !(name in self.limits) || !isQuantity(string(self.requests[name]))"
              + " || !isQuantity(string(self.limits[name]))"
              + " || !quantity(string(self.requests[name]))"
              + ".isGreaterThan(quantity(string(self.limits[name]))))",
          "A request may not exceed the limit of the same resource: lower the request, or raise the"
              + " limit.");
  private static final Rule EXTENDED =
      new Rule(
          "!has(self.requests) || self.requests.all(name, !name.contains('/') ||"
              + " has(self.limits) && name in self.limits"
              + " && string(self.requests[name]) == string(self.limits[name]))",
          "An extended resource cannot be overcommitted: name it in limits, and in requests not at"
              + " all or with the same amount.");

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    for (String map : List.of("requests", "limits")) {
      JSONSchemaProps amounts = Properties.of(schema, map);
      amounts.getAdditionalProperties().getSchema().setMaxLength(MAX_QUANTITY_LENGTH);
      Properties.addRules(
          amounts, List.of(AMOUNTS.toValidation(), NAMES.toValidation(), WHOLE.toValidation()));
    }
    Properties.addRules(
        schema,
        List.of(WITHIN_LIMITS.toValidation(".requests"), EXTENDED.toValidation(".requests")));
    return schema;
  }
}
