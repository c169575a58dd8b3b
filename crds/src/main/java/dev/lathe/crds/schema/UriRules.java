package dev.lathe.crds.schema;

import java.util.List;

/** What URIs in manifests look like; the engine reads the same forms. */
final class UriRules {
  private static final String HOST = "([A-Za-z0-9.-]+|[[][0-9a-fA-F:]+[]])(:[0-9]{1,5})?";
  private static final String WORD = "[a-z0-9]+([._-]+[a-z0-9]+)*";
  private static final String IMAGE = "^oci([+]http)?://" + HOST + "/" + WORD + "(/" + WORD + ")*";
  private static final String TAG = ":[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
  private static final String IS_IMAGE = "self.matches('^oci([+]http)?:')";

  private static final Rule FILE =
      new Rule(
          "!self.startsWith('file:') || self.matches('^file:.+$')",
          "A local file is written file:<path>, relative to the manifest.");
  private static final Rule VOLUME =
      new Rule(
          "!self.startsWith('pvc:') || self.matches('^pvc://[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[^/].*$')",
          "A volume is written pvc://<claim>/<path inside the volume>.");
  private static final Rule INSIDE_VOLUME =
      new Rule(
          "!self.startsWith('pvc:') || !self.split('/').exists(part, part == '..')",
          "The path must stay inside the volume: take '..' out.");
  private static final Rule WEB =
      new Rule(
          "!self.matches('^https?:') || self.matches('^https?://" + HOST + "([/?][^ ]*)?$')",
          "A web address is written https://<host>/<path>, without spaces, and without user or"
              + " password: those belong into the secret that secretRef names.");
  private static final Rule PULLED =
      new Rule(
          "!%s || self.matches('%s(%s)?@sha256:[0-9a-f]{64}$') || self.matches('%s%s$')"
              .formatted(IS_IMAGE, IMAGE, TAG, IMAGE, TAG),
          "An image is written oci://<host[:port]>/<repository> with @sha256:<64 hexadecimal"
              + " digits> or :<tag> after it; the repository is in lower case.");
  private static final Rule PUSHED =
      new Rule(
          "!%s || self.contains('@') || self.matches('%s%s$')".formatted(IS_IMAGE, IMAGE, TAG),
          "An image to publish is written oci://<host[:port]>/<repository>:<tag>; the repository is"
              + " in lower case.");
  private static final Rule BY_TAG =
      new Rule(
          "!%s || !self.contains('@')".formatted(IS_IMAGE),
          "What is published gets its digest by being published: name a tag instead, and read the"
              + " digest from status.artifact.");
  private static final Rule OWN_TAG =
      new Rule(
          "!%s || !self.endsWith(':latest')".formatted(IS_IMAGE),
          "The tag latest says nothing of the model and is overwritten by the next one: give the"
              + " output a tag of its own, such as :v1.");

  /** For what is fetched. */
  static final List<Rule> FETCH =
      List.of(
          new Rule(
              "self.matches('^(file:|pvc:|https?:|oci([+]http)?:)')",
              "Start the URI with oci://, oci+http://, pvc://, https://, http:// or file:."),
          FILE,
          VOLUME,
          INSIDE_VOLUME,
          WEB,
          PULLED);

  /** For what is published. */
  static final List<Rule> PUBLISH =
      List.of(
          new Rule(
              "self.matches('^(file:|pvc:|oci([+]http)?:)')",
              "Results are published to an image or a folder: start the URI with oci://,"
                  + " oci+http://, pvc:// or file:."),
          FILE,
          VOLUME,
          INSIDE_VOLUME,
          PUSHED,
          BY_TAG,
          OWN_TAG);

  /** For what is written while a job runs, and read again. */
  static final List<Rule> KEEP =
      List.of(
          new Rule(
              "self.matches('^(file:|pvc:)')",
              "Checkpoints are kept in a folder: start the URI with pvc:// or file:."),
          FILE,
          VOLUME,
          INSIDE_VOLUME);

  private UriRules() {}
}
