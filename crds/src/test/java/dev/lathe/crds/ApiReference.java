package dev.lathe.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The text of {@code docs/api.md}: every field, every rule and every reason. */
final class ApiReference {
  private static final String INTRODUCTION =
      """
      # API reference

      Group `compression.lathe.dev`, version `v1alpha1`. Written from the CRDs and the list of reasons by `CommittedFilesTest`;
      `kubectl explain compressionjob.spec --recursive` tells the same. Examples are in [crds/src/main/examples](../crds/src/main/examples).
      A field in bold is required. Decimals are strings.
      """;

  private final StringBuilder text = new StringBuilder(INTRODUCTION);

  private ApiReference() {}

  static String text() {
    ApiReference reference = new ApiReference();
    GeneratedCrds.files()
        .values()
        .forEach(
            yaml -> reference.write(Serialization.unmarshal(yaml, CustomResourceDefinition.class)));
    reference.writeReasons();
    return reference.text.toString();
  }

  private void write(CustomResourceDefinition crd) {
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    line("");
    line("## %s", crd.getSpec().getNames().getKind());
    line(
        "%s scope, short name `%s`. %s",
        crd.getSpec().getScope(),
        String.join("`, `", crd.getSpec().getNames().getShortNames()),
        root.getDescription());
    line("");
    line("| field | type | meaning |");
    line("|---|---|---|");
    writeFields("", root);
    line("");
    line("What is refused, and how the API server says so:");
    line("");
    writeRules("", root);
  }

  private void writeFields(String path, JSONSchemaProps schema) {
    new TreeMap<>(schema.getProperties())
        .forEach((name, property) -> {
          boolean required = schema.getRequired().contains(name);
          String field = path + name;
          line(
              "| %s | %s | %s |",
              required ? "**" + field + "**" : field,
              type(property),
              cell(property.getDescription()));
          JSONSchemaProps inner = innermost(property);
          if (inner.getProperties() != null) {
            writeFields(field + (inner == property ? "." : "[]."), inner);
          }
        });
  }

  private void writeRules(String path, JSONSchemaProps schema) {
    for (ValidationRule rule : schema.getXKubernetesValidations()) {
      String field = rule.getFieldPath() == null ? path : path + rule.getFieldPath();
      String name = field.startsWith(".") ? field.substring(1) : field;
      line("- %s%s", name.isEmpty() ? "" : "`" + name + "`: ", cell(rule.getMessage()));
    }
    if (schema.getProperties() != null) {
      new TreeMap<>(schema.getProperties())
          .forEach((name, property) -> writeRules(path + "." + name, property));
    }
    if (schema.getItems() != null) {
      writeRules(path + "[]", schema.getItems().getSchema());
    }
  }

  private void writeReasons() {
    line("");
    line("## Reasons");
    line(
        "Of conditions, events and the label `reason` of metrics. The engine ends with the exit code.");
    line("");
    line("| reason | exit code | tried again | what happened | what to do |");
    line("|---|---|---|---|---|");
    for (ConditionReason reason : ConditionReason.values()) {
      line(
          "| %s | %s | %s | %s | %s |",
          reason,
          reason.exitCode().isPresent() ? reason.exitCode().getAsInt() : "",
          reason.retryable() ? "yes" : "",
          cell(reason.description()),
          cell(reason.remedy()));
    }
  }

  private static JSONSchemaProps innermost(JSONSchemaProps property) {
    return property.getItems() == null ? property : property.getItems().getSchema();
  }

  private static String type(JSONSchemaProps property) {
    List<String> words = new ArrayList<>();
    if (property.getItems() != null) {
      words.add("list of " + type(innermost(property)));
    } else if (property.getAdditionalProperties() != null) {
      words.add("map of " + type(property.getAdditionalProperties().getSchema()));
    } else if (!property.getEnum().isEmpty()) {
      words.add(
          property.getEnum().stream()
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(" ")));
    } else if (Boolean.TRUE.equals(property.getXKubernetesIntOrString())) {
      words.add("quantity");
    } else {
      words.add(property.getType());
    }
    if (property.getDefault() != null) {
      words.add(
          "= `%s`"
              .formatted(
                  property.getDefault().isTextual()
                      ? property.getDefault().asText()
                      : property.getDefault().toString()));
    }
    return String.join(" ", words);
  }

  private static String cell(String sentence) {
    return sentence.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }

  private void line(String pattern, Object... arguments) {
    text.append(pattern.formatted(arguments)).append('\n');
  }
}
