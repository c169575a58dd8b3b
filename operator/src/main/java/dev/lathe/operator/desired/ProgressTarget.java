package dev.lathe.operator.desired;

/**
 * Where engines report their progress.
 *
 * @param baseUrl URL of the operator as pods reach it, such as {@code
 *     https://lathe.lathe-system:8443}
 * @param certificate PEM certificates to trust there; empty for those that the image trusts anyhow
 */
public record ProgressTarget(String baseUrl, String certificate) {
  /** Whom tokens of engines are made for; no other server takes them. */
  public static final String AUDIENCE = "compression.lathe.dev";

  public ProgressTarget {
    if (!baseUrl.startsWith("https://")) {
      throw new IllegalArgumentException(
          "progress carries a token and goes by https only, found " + baseUrl);
    }
  }

  /** Returns the URL for the reports of one job. */
  String url(String namespace, String job) {
    return "%s/apis/compression.lathe.dev/v1alpha1/namespaces/%s/compressionjobs/%s/progress"
        .formatted(baseUrl, namespace, job);
  }
}
