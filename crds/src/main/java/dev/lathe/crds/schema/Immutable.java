package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;

/**
 * Forbids changes to every property but those named by the input. Optional properties are compared
 * from their parent, since a rule on the property itself is not asked when it comes or goes.
 */
public final class Immutable implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Set<String> mutable = Set.of(input.split(" "));
    mutable.forEach(name -> Properties.of(schema, name));
    List<ValidationRule> rules =
        schema.getProperties().keySet().stream()
            .filter(name -> !mutable.contains(name))
            .sorted()
            .map(name -> rule(name, schema.getRequired().contains(name)))
            .toList();
    Properties.addRules(schema, rules);
    return schema;
  }

  private static ValidationRule rule(String name, boolean required) {
    String same = "self.%1$s == oldSelf.%1$s".formatted(name);
    String expression =
        required
            ? same
            : "has(self.%1$s) == has(oldSelf.%1$s) && (!has(self.%1$s) || %2$s)"
                .formatted(name, same);
    String message =
        "%s cannot change once the job exists: delete the job, or create another one under a new name."
            .formatted(name);
    return new Rule(expression, message).toValidation("." + name);
  }
}
