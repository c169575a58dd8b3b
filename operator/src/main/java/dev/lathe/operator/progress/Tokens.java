package dev.lathe.operator.progress;

import dev.lathe.operator.desired.ProgressTarget;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whose token it is. The API server is asked, which knows tokens of pods that are gone; its
 * answers are remembered for a minute under the token's hash, never the token itself.
 */
final class Tokens {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

  private final KubernetesClient client;
  private final Expiring<String, Optional<Caller>> known;

  Tokens(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.known = new Expiring<>(clock, REMEMBERED);
  }

  /** Whether the answer is known without asking the API server. */
  boolean knows(String token) {
    return known.get(hash(token)).isPresent();
  }

  /** Returns the pod that the token was made for; empty if it is not valid here. */
  Optional<Caller> caller(String token) {
    String hash = hash(token);
    Optional<Optional<Caller>> before = known.get(hash);
    if (before.isPresent()) {
      return before.get();
    }
    Optional<Caller> caller = ask(token);
    known.put(hash, caller);
    return caller;
  }

  private Optional<Caller> ask(String token) {
    TokenReview review =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(ProgressTarget.AUDIENCE)
            .endSpec()
            .build();
    TokenReviewStatus status = client.resource(review).create().getStatus();
    return status != null
            && Boolean.TRUE.equals(status.getAuthenticated())
            && status.getAudiences().contains(ProgressTarget.AUDIENCE)
        ? caller(status.getUser())
        : Optional.empty();
  }

  private static Optional<Caller> caller(UserInfo user) {
    String name = String.valueOf(user.getUsername());
    if (!name.startsWith(SERVICE_ACCOUNT)) {
      return Optional.empty();
    }
    String namespace = name.substring(SERVICE_ACCOUNT.length()).split(":", 2)[0];
    return extra(user, POD_NAME)
        .flatMap(pod -> extra(user, POD_UID).map(uid -> new Caller(namespace, pod, uid)));
  }

  private static Optional<String> extra(UserInfo user, String key) {
    Map<String, List<String>> extra = user.getExtra();
    return Optional.ofNullable(extra == null ? null : extra.get(key))
        .filter(values -> values.size() == 1)
        .map(List::getFirst);
  }

  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
