package dev.lathe.crds.schema;

/** Rules of names in Kubernetes. */
final class Names {
  /** RFC 1123, section 2.1: parts joined by dots. */
  static final Rule SUBDOMAIN =
      new Rule(
          "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')",
          "A name has lower-case letters, digits, '-' and '.', and starts and ends with a letter or"
              + " digit.");

  /** One part of such a name. */
  static final Rule LABEL =
      new Rule(
          "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
          "A name has lower-case letters, digits and '-', and starts and ends with a letter or"
              + " digit.");

  private Names() {}
}
