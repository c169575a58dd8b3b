package dev.lathe.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Everything is described and bounded: for people, for the cost of rules, for etcd. */
final class DescriptionsTest {

  @Test
  void everyFieldIsDescribedInASentence() {
    assertThat(fields())
        .allSatisfy((path, schema) ->
            assertThat(schema.getDescription()).as(path).isNotNull().matches("(?s)[A-Za-z].*\\."));
  }

  @Test
  void everyRuleAnswersWithASentence() {
    List<ValidationRule> rules = new ArrayList<>();
    all().values().forEach(schema -> rules.addAll(schema.getXKubernetesValidations()));

    assertThat(rules)
        .hasSizeGreaterThan(50)
        .allSatisfy(rule -> assertThat(rule.getMessage()).isNotNull().matches("(?s).{20,}\\."));
  }

  @Test
  void everythingThatCanGrowIsBounded() {
    assertThat(all())
        .allSatisfy((path, schema) -> {
          if ("array".equals(schema.getType())) {
            assertThat(schema.getMaxItems()).as(path).isNotNull();
          }
          if (schema.getAdditionalProperties() != null) {
            assertThat(schema.getMaxProperties()).as(path).isNotNull();
          }
          if ("string".equals(schema.getType()) && schema.getEnum().isEmpty()
              || Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            assertThat(schema.getMaxLength()).as(path).isNotNull();
          }
        });
  }

  @Test
  void nothingIsTakenWithoutBeingDeclared() {
    assertThat(all())
        .allSatisfy((path, schema) ->
            assertThat(schema.getXKubernetesPreserveUnknownFields()).as(path).isNull());
  }

  @Test
  void listsWithKeysAreMaps() {
    assertThat(
            all().entrySet().stream()
                .filter(field -> "map".equals(field.getValue().getXKubernetesListType()))
                .map(Map.Entry::getKey))
        .contains(
            "CompressionJob.spec.gates",
            "CompressionJob.spec.data.calibration.npz.inputs",
            "CompressionJob.status.gates",
            "CompressionJob.status.conditions",
            "ClusterCompressionRuntime.spec.env",
            "ClusterCompressionRuntime.spec.imagePullSecrets");
  }

  /** Returns the properties of objects by path, without items and values. */
  private static SortedMap<String, JSONSchemaProps> fields() {
    SortedMap<String, JSONSchemaProps> fields = all();
    fields.keySet().removeIf(path -> path.endsWith("[]") || path.endsWith("{}"));
    return fields;
  }

  private static SortedMap<String, JSONSchemaProps> all() {
    SortedMap<String, JSONSchemaProps> found = new TreeMap<>();
    for (String yaml : GeneratedCrds.files().values()) {
      CustomResourceDefinition crd = Serialization.unmarshal(yaml, CustomResourceDefinition.class);
      for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
        collect(
            crd.getSpec().getNames().getKind(), version.getSchema().getOpenAPIV3Schema(), found);
      }
    }
    return found;
  }

  private static void collect(
      String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> found) {
    found.put(path, schema);
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, one) -> collect(path + "." + name, one, found));
    }
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema(), found);
    }
    if (schema.getAdditionalProperties() != null) {
      collect(path + "{}", schema.getAdditionalProperties().getSchema(), found);
    }
  }
}
