package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes lists maps, whose items have unique keys and are merged one by one. The input reads {@code
 * conditions=type gates=name}.
 */
public final class ListMap implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    for (String pair : input.split(" ")) {
      String[] parts = pair.split("=");
      makeMap(Properties.of(schema, parts[0]), parts[1]);
    }
    return schema;
  }

  private static void makeMap(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
    JSONSchemaProps item = list.getItems().getSchema();
    Properties.of(item, key);
    if (!item.getRequired().contains(key)) {
      List<String> required = new ArrayList<>(item.getRequired());
      required.add(key);
      item.setRequired(required);
    }
  }
}
