package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Gives properties their {@link Format}. The input reads {@code uri=FETCH_URI mean[]=DECIMAL}; the
 * brackets stand for the items of a list.
 */
public final class Strings implements SchemaCustomizer.Customizer {
  private static final String ITEMS = "[]";

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    for (String pair : input.split(" ")) {
      String[] parts = pair.split("=");
      Format.valueOf(parts[1]).applyTo(property(schema, parts[0]));
    }
    return schema;
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String written) {
    boolean ofItems = written.endsWith(ITEMS);
    String name = ofItems ? written.substring(0, written.length() - ITEMS.length()) : written;
    JSONSchemaProps property = Properties.of(schema, name);
    return ofItems ? property.getItems().getSchema() : property;
  }
}
