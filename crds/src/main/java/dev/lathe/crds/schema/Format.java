package dev.lathe.crds.schema;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;

/** A kind of string: how long it may be, and what it must look like. */
enum Format {
  /** Where a model or data come from. */
  FETCH_URI(2048, UriRules.FETCH),
  /** Where training is kept. */
  CHECKPOINT_URI(2048, UriRules.KEEP),
  /** Where results go. */
  PUBLISH_URI(2048, UriRules.PUBLISH),
  /** A path inside a folder or image. */
  INNER_PATH(
      512,
      new Rule("self != ''", "Leave the path out instead of giving an empty one."),
      new Rule(
          "!self.split('/').exists(part, part == '..')",
          "The path must stay inside its source: take '..' out.")),
  DIGEST(
      71,
      new Rule(
          "self.matches('^sha256:[0-9a-f]{64}$')",
          "A digest is sha256: and 64 lower-case hexadecimal digits, as `sha256sum <file>` prints"
              + " them.")),
  /** A name of another object. */
  NAME(253, Names.SUBDOMAIN),
  /** A name of another object, or nothing. */
  OPTIONAL_NAME(
      253, new Rule("self == '' || " + Names.SUBDOMAIN.expression(), Names.SUBDOMAIN.message())),
  QUEUE_NAME(
      63,
      new Rule(
          "self == '' || " + Names.LABEL.expression(),
          "A queue's name has lower-case letters, digits and '-', and starts and ends with a letter"
              + " or digit.")),
  /** A name inside the manifest. */
  LABEL(63, Names.LABEL),
  /** A name inside a model or a file. */
  SHORT_TEXT(256, new Rule("self != ''", "Give a name instead of an empty string.")),
  /** A name in which * stands for any characters. */
  GLOB(512, new Rule("self != ''", "Give a node's name instead of an empty string.")),
  DECIMAL(
      32,
      new Rule(
          "self.matches('^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,3})?$')",
          "Write a decimal number in quotes, as in \"0.01\".")),
  POSITIVE_DECIMAL(
      32,
      new Rule(
          "self.matches('%s') &&".formatted(Decimals.UNSIGNED) + " self.matches('^[0.]*[1-9]')",
          "Write a decimal number above 0 in quotes, as in \"0.55\".")),
  NOT_NEGATIVE_DECIMAL(
      32,
      new Rule(
          "self.matches('%s')".formatted(Decimals.UNSIGNED),
          "Write a decimal number of at least 0 in quotes, as in \"0.01\".")),
  /** In [0, 1]. */
  SHARE(
      32,
      new Rule(
          Decimals.upTo("<= 1.0"), "Write a share in quotes, from \"0\" to \"1\", as in \"0.1\".")),
  /** In [0, 1). */
  PROPER_SHARE(
      32,
      new Rule(
          Decimals.upTo("< 1.0"),
          "Write a share in quotes, from \"0\" to below 1, as in \"0.1\".")),
  /** In (0, 1). */
  INNER_SHARE(
      32,
      new Rule(
          Decimals.upTo("< 1.0") + " && double(self) > 0.0",
          "Write a share in quotes, above 0 and below 1, as in \"0.999\".")),
  DEGREES(
      32,
      new Rule(
          Decimals.upTo("<= 180.0"),
          "Write an angle in degrees in quotes, from \"0\" to \"180\", as in \"10\".")),
  DROP(
      32,
      new Rule(
          "self.matches('^[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,3})?%?$')",
          "Write a drop in quotes: absolute as in \"0.01\", or relative as in \"1%\"; it has no"
              + " sign.")),
  CONFIDENCE(
      16,
      new Rule(
          "self.matches('^0[.][5-9][0-9]*$')",
          "Write the confidence in quotes, from \"0.5\" to below 1, as in \"0.95\".")),
  PERCENTILE(
      16,
      new Rule(
          "self.matches('^[0-9]{2,3}([.][0-9]+)?$') && double(self) > 50.0 && double(self) <= 100.0",
          "Write the percentile in quotes, above \"50\" and at most \"100\", as in \"99.999\".")),
  QUANTITY(
      32,
      new Rule(
          "isQuantity(string(self)) && quantity(string(self)).isGreaterThan(quantity('0'))",
          "Write an amount above 0 such as 500Mi or 10Gi.")),
  /** A number of bytes, maybe 0. */
  BYTES(
      32,
      new Rule(
          "string(self).matches('^[0-9]{1,15}([KMGT]i|[kMGT])?$')",
          "Write a number of bytes such as 500Mi or 4Gi, or 0.")),
  /** A reference to a container image, not inspected further. */
  IMAGE(
      512,
      new Rule(
          "self.matches('^[^ @]+(@sha256:[0-9a-f]{64})?$')",
          "Write an image as registry/repository:tag or registry/repository@sha256:<64 hexadecimal"
              + " digits>.")),
  ENVIRONMENT_NAME(
      128,
      new Rule(
          "self.matches('^[A-Za-z_][A-Za-z0-9_]*$')",
          "A variable's name has letters, digits and '_', and does not start with a digit."),
      new Rule(
          "!self.startsWith('LATHE_')",
          "Variables that start with LATHE_ are Lathe's own: choose another name.")),
  ENVIRONMENT_VALUE(4096),
  /** A key or value of a taint. */
  TAINT(317),
  TIME(32) {
    @Override
    void applyTo(JSONSchemaProps string) {
      super.applyTo(string);
      string.setFormat("date-time");
    }
  },
  /** One short line that Lathe writes. */
  STATUS_LINE(256),
  /** A number that Lathe writes. */
  STATUS_NUMBER(32),
  /** Some sentences that Lathe writes. */
  STATUS_TEXT(4096),
  LOG_TAIL(8192),
  /** Reason or type of a condition. */
  CONDITION_WORD(316),
  /** Message of a condition. */
  CONDITION_MESSAGE(32_768);

  private final long maxLength;
  private final List<Rule> rules;

  Format(long maxLength, Rule... rules) {
    this(maxLength, List.of(rules));
  }

  Format(long maxLength, List<Rule> rules) {
    this.maxLength = maxLength;
    this.rules = rules;
  }

  /** Adds length and rules to the schema of a string. */
  void applyTo(JSONSchemaProps string) {
    string.setMaxLength(maxLength);
    Properties.addRules(string, rules.stream().map(Rule::toValidation).toList());
  }
}
