package dev.lathe.crds.schema;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** Finds and extends parts of a schema. */
final class Properties {
  private Properties() {}

  /**
   * Returns the schema of a property.
   *
   * @throws IllegalArgumentException if there is none, so that a renamed field breaks the build
   */
  static JSONSchemaProps of(JSONSchemaProps schema, String name) {
    JSONSchemaProps property = schema.getProperties().get(name);
    if (property == null) {
      throw new IllegalArgumentException(
          "expected a property '%s', found %s".formatted(name, schema.getProperties().keySet()));
    }
    return property;
  }

  /** Adds rules after those that the schema has. */
  static void addRules(JSONSchemaProps schema, List<ValidationRule> rules) {
    List<ValidationRule> all = new ArrayList<>(schema.getXKubernetesValidations());
    all.addAll(rules);
    schema.setXKubernetesValidations(all);
  }
}
