package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Demands a digest of what is fetched by HTTP, where anything may stand tomorrow. */
public final class WebNeedsDigest implements SchemaCustomizer.Customizer {
  private static final Rule RULE =
      new Rule(
          "has(self.digest) || !self.uri.matches('^https?://')",
          "A file from the web may change: add its digest, as sha256:<64 hexadecimal digits>; `curl"
              + " -s <uri> | sha256sum` prints them.");

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Properties.of(schema, "digest");
    Properties.addRules(schema, List.of(RULE.toValidation(".digest")));
    return schema;
  }
}
