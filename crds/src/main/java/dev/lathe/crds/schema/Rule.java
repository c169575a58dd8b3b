package dev.lathe.crds.schema;

import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;

/**
 * A rule in the Common Expression Language.
 *
 * @param expression true where a value is good
 * @param message a sentence that says what to do about a bad one
 */
record Rule(String expression, String message) {

  /** Returns the rule as part of a schema. */
  ValidationRule toValidation() {
    return new ValidationRuleBuilder().withRule(expression).withMessage(message).build();
  }

  /**
   * Returns the rule as part of a schema.
   *
   * @param field path of the property at fault, relative to the schema, as in {@code .data}
   */
  ValidationRule toValidation(String field) {
    return new ValidationRuleBuilder(toValidation()).withFieldPath(field).build();
  }
}
