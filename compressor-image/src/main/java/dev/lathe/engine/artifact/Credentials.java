package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How to sign in to a store, read from the folder of a mounted secret. */
sealed interface Credentials {
  record None() implements Credentials {}

  record Password(String username, String password) implements Credentials {
    @Override
    public String toString() {
      return "password of " + username;
    }
  }

  record BearerToken(String token) implements Credentials {
    @Override
    public String toString() {
      return "bearer token";
    }
  }

  /** Returns the value of an {@code Authorization} header, if there is anything to say. */
  default Optional<String> header() {
    return switch (this) {
      case None() -> Optional.empty();
      case BearerToken(String token) -> Optional.of("Bearer " + token);
      case Password(String username, String password) -> {
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        yield Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
      }
    };
  }

  /**
   * Reads {@code .dockerconfigjson}, {@code username} and {@code password}, or {@code token}.
   *
   * @param folder of the secret's keys
   * @param registry whose entry of a Docker configuration is wanted
   * @throws EngineException NOT_FOUND if the folder does not exist, ACCESS_DENIED if it holds
   *     nothing usable
   */
  static Credentials read(Path folder, String registry) {
    if (!Files.isDirectory(folder)) {
      throw new EngineException(
          Reason.NOT_FOUND,
          "secret '%s' does not exist: looked for the folder %s"
              .formatted(folder.getFileName(), folder));
    }
    try {
      Path docker = folder.resolve(".dockerconfigjson");
      if (Files.exists(docker)) {
        return ofDockerConfig(Files.readString(docker), registry)
            .orElseThrow(
                () -> unusable(folder, "its .dockerconfigjson has no entry for " + registry));
      }
      Path username = folder.resolve("username");
      Path password = folder.resolve("password");
      if (Files.exists(username) && Files.exists(password)) {
        return new Password(Files.readString(username).strip(), Files.readString(password).strip());
      }
      Path token = folder.resolve("token");
      if (Files.exists(token)) {
        return new BearerToken(Files.readString(token).strip());
      }
      if (Files.exists(folder.resolve("ca.crt"))) {
        return new None();
      }
      throw unusable(
          folder,
          "expected the key .dockerconfigjson, or username and password, or token, or ca.crt");
    } catch (IOException e) {
      throw unusable(folder, "it cannot be read: " + e.getMessage());
    } catch (JacksonException e) {
      throw unusable(folder, "its .dockerconfigjson is not JSON");
    }
  }

  private static Optional<Credentials> ofDockerConfig(String json, String registry) {
    JsonNode auths = JsonMapper.shared().readTree(json).path("auths");
    for (String key : new String[] {registry, "https://" + registry, "http://" + registry}) {
      JsonNode entry = auths.path(key);
      if (entry.has("auth")) {
        String pair =
            new String(
                Base64.getMimeDecoder().decode(entry.path("auth").asString()),
                StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon > 0) {
          return Optional.of(new Password(pair.substring(0, colon), pair.substring(colon + 1)));
        }
      }
      if (entry.has("username") && entry.has("password")) {
        return Optional.of(
            new Password(entry.path("username").asString(), entry.path("password").asString()));
      }
    }
    return Optional.empty();
  }

  private static EngineException unusable(Path folder, String why) {
    return new EngineException(
        Reason.ACCESS_DENIED, "secret '%s': %s".formatted(folder.getFileName(), why));
  }
}
