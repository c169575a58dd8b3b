package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;

/**
 * Forbids changes to every property but those named by the input.
 *
 * <p>Each forbids changes of itself; that it comes or goes only its parent can forbid. An API
 * server asks at every write, of a status too, and lists all properties anew for each that a rule
 * names: so the parent's rules name as few as possible.
 */
public final class Immutable implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Set<String> mutable = Set.of(input.split(" "));
    mutable.forEach(name -> Properties.of(schema, name));
    List<String> fixed =
        schema.getProperties().keySet().stream()
            .filter(name -> !mutable.contains(name))
            .sorted()
            .toList();
    for (String name : fixed) {
      Rule same = new Rule("self == oldSelf", message(name));
      Properties.addRules(Properties.of(schema, name), List.of(same.toValidation()));
    }
    Properties.addRules(
        schema,
        fixed.stream()
            .filter(name -> !schema.getRequired().contains(name))
            .map(Immutable::presence)
            .toList());
    return schema;
  }

  private static ValidationRule presence(String name) {
    return new Rule("has(self.%1$s) == has(oldSelf.%1$s)".formatted(name), message(name))
        .toValidation("." + name);
  }

  private static String message(String name) {
    return "%s cannot change once the job exists: delete the job, or create one under a new name."
        .formatted(name);
  }
}
