package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Demands that exactly one of some properties is set: {@code a b c | The sentence.} */
public final class ExactlyOne implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    String[] parts = input.split(" \\| ", 2);
    String members =
        Arrays.stream(parts[0].split(" "))
            .peek(member -> Properties.of(schema, member))
            .map("has(self.%s)"::formatted)
            .collect(Collectors.joining(", "));
    Rule rule = new Rule("[%s].filter(x, x).size() == 1".formatted(members), parts[1]);
    Properties.addRules(schema, List.of(rule.toValidation()));
    return schema;
  }
}
