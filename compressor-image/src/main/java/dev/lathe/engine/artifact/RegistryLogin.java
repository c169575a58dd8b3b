package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signs in to a registry as it asks: by password, or by a token that a password buys. */
final class RegistryLogin {
  private static final Pattern PARAMETER = Pattern.compile("([a-zA-Z]+)=\"([^\"]*)\"");

  private final HttpClient client;
  private final Credentials credentials;
  private Optional<String> authorization = Optional.empty();

  RegistryLogin(HttpClient client, Credentials credentials) {
    this.client = client;
    this.credentials = credentials;
  }

  /** Returns the header that the registry took last, if it has asked for one yet. */
  Optional<String> authorization() {
    return authorization;
  }

  /**
   * Returns the header that answers a challenge.
   *
   * @param challenge the value of {@code WWW-Authenticate}
   * @throws EngineException ACCESS_DENIED if there are no credentials or the token server refuses
   */
  String answer(String challenge, OciReference reference) {
    String scheme = challenge.split(" ", 2)[0].toLowerCase(Locale.ROOT);
    String header =
        scheme.equals("bearer")
            ? "Bearer " + token(parameters(challenge), reference)
            : credentials
                .header()
                .orElseThrow(() ->
                    new EngineException(
                        Reason.ACCESS_DENIED,
                        reference + ": the registry wants credentials, but secretRef names none"));
    authorization = Optional.of(header);
    return header;
  }

  private String token(Map<String, String> parameters, OciReference reference) {
    String realm = parameters.get("realm");
    if (realm == null) {
      throw new EngineException(
          Reason.ACCESS_DENIED, reference + ": the registry names no token server");
    }
    StringBuilder query = new StringBuilder(realm);
    String separator = realm.contains("?") ? "&" : "?";
    for (String key : new String[] {"service", "scope"}) {
      String value = parameters.get(key);
      if (value != null) {
        query
            .append(separator)
            .append(key)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        separator = "&";
      }
    }
    HttpRequest.Builder request =
        tokenRequest(query.toString(), reference).timeout(Transfer.PATIENCE).GET();
    credentials.header().ifPresent(value -> request.header("Authorization", value));
    HttpResponse<String> response =
        Transfer.send(
            client, request.build(), HttpResponse.BodyHandlers.ofString(), reference.toString());
    if (response.statusCode() != 200) {
      throw StoreFailure.ofStatus(response.statusCode(), reference.toString());
    }
    try {
      JsonNode answer = JsonMapper.shared().readTree(response.body());
      String token = answer.path("token").asString(answer.path("access_token").asString(""));
      if (token.isEmpty()) {
        throw new EngineException(
            Reason.ACCESS_DENIED, reference + ": the token server gave no token");
      }
      return token;
    } catch (JacksonException e) {
      throw new EngineException(
          Reason.ACCESS_DENIED, reference + ": the token server's answer is not JSON", e);
    }
  }

  private static HttpRequest.Builder tokenRequest(String server, OciReference reference) {
    try {
      return HttpRequest.newBuilder(URI.create(server));
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          Reason.ACCESS_DENIED,
          "%s: the registry names a token server that is none: %s".formatted(reference, server),
          e);
    }
  }

  private static Map<String, String> parameters(String challenge) {
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
    }
    return parameters;
  }
}
