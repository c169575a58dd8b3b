package dev.lathe.crds.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** What a gate must say, and may not say of its metric. */
public final class GateRules implements SchemaCustomizer.Customizer {
  /** More is better, and the original has a value to fall below. */
  private static final String QUALITY =
      "['Accuracy', 'Top5Accuracy', 'F1', 'Agreement', 'CosineMean', 'CosineMin']";

  /** Less is better, and the original has a value to compare with. */
  private static final String COST =
      "['SizeBytes', 'Parameters', 'Macs', 'LatencyP50', 'LatencyP99']";

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Rule threshold =
        new Rule(
            "has(self.min) || has(self.max) || has(self.maxDrop) || has(self.maxRatio)",
            "A gate needs a threshold: set at least one of min, max, maxDrop and maxRatio.");
    Rule drop =
        new Rule(
            "!has(self.maxDrop) || self.metric in " + QUALITY,
            "maxDrop is for Accuracy, Top5Accuracy, F1, Agreement, CosineMean and CosineMin: use"
                + " max, min or maxRatio for this metric.");
    Rule ratio =
        new Rule(
            "!has(self.maxRatio) || self.metric in " + COST,
            "maxRatio is for SizeBytes, Parameters, Macs, LatencyP50 and LatencyP99: use min, max or"
                + " maxDrop for this metric.");
    Properties.addRules(
        schema,
        List.of(
            threshold.toValidation(),
            drop.toValidation(".maxDrop"),
            ratio.toValidation(".maxRatio")));
    return schema;
  }
}
