package dev.lathe.crds.schema;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Schema of a toleration, which Kubernetes' own type leaves without descriptions and bounds. */
@SchemaCustomizer(value = Strings.class, input = "key=TAINT value=TAINT")
@ValidationRule(
    value = "has(self.key) && self.key != '' || has(self.operator) && self.operator == 'Exists'",
    message = "A toleration without a key tolerates every taint: set operator to Exists, or a key.",
    fieldPath = ".operator")
@ValidationRule(
    value = "!has(self.tolerationSeconds) || has(self.effect) && self.effect == 'NoExecute'",
    message = "tolerationSeconds is for the effect NoExecute: set effect, or remove it.",
    fieldPath = ".tolerationSeconds")
public record TolerationSchema(
    @JsonPropertyDescription("Key of the taint; all keys if absent, with operator Exists.")
        @Nullable String key,
    @JsonPropertyDescription("Equal, the default, compares the value; Exists does not.")
        @Nullable Operator operator,
    @JsonPropertyDescription("Value of the taint.") @Nullable String value,
    @JsonPropertyDescription("Effect of the taint; all effects if absent.") @Nullable Effect effect,
    @JsonPropertyDescription(
            "Seconds that the pod may stay on a node that gets a NoExecute taint; for ever if"
                + " absent.")
        @Nullable Long tolerationSeconds) {

  /** How a taint is matched. */
  public enum Operator {
    Equal,
    Exists
  }

  /** What a taint does. */
  public enum Effect {
    NoSchedule,
    PreferNoSchedule,
    NoExecute
  }
}
