package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.failure.Reason;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One repository of a registry, by the OCI distribution specification 1.1: pulling and pushing of
 * blobs and manifests, each checked against its digest.
 */
final class OciRegistry implements AutoCloseable {
  private static final int MAX_MANIFEST_BYTES = 4 << 20;
  private static final String ACCEPTED =
      String.join(
          ", ",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");

  private final OciReference reference;
  private final Access access;
  private final HttpClient client;
  private final RegistryLogin login;
  private final URI root;

  OciRegistry(OciReference reference, Access access) {
    this.reference = reference;
    this.access = access;
    this.client = Transfer.newClient(access.tls());
    this.login = new RegistryLogin(client, access.credentials());
    this.root =
        URI.create(
            "%s://%s/v2/%s/"
                .formatted(
                    reference.plainHttp() ? "http" : "https",
                    reference.registry(),
                    reference.repository()));
  }

  /** Returns the bytes of a manifest by tag or digest. */
  byte[] manifest(String qualifier) {
    return Transfer.withRetries(() -> {
      HttpResponse<InputStream> response =
          exchange(get("manifests/" + qualifier).header("Accept", ACCEPTED));
      byte[] bytes = readAll(expect(response, 200));
      if (qualifier.startsWith("sha256:")) {
        Digest.of(bytes).mustBe(Digest.parse(qualifier), reference.toString());
      }
      return bytes;
    });
  }

  /** Writes a blob to a file. */
  void pull(Digest digest, Path target) {
    Transfer.withRetries(
            () -> {
              HttpResponse<InputStream> response = exchange(get("blobs/" + digest));
              if (response.statusCode() / 100 == 3) {
                // storage of its own, which must not see the registry's credentials
                return new HttpDownload(access.withoutCredentials())
                    .download(location(response), target);
              }
              return Transfer.save(expect(response, 200), target, reference.toString());
            })
        .mustBe(digest, "blob %s of %s".formatted(digest, reference));
  }

  /** Opens an upload, as only those may who can push, and gives it up again. */
  void requirePush() {
    URI upload = Transfer.withRetries(() -> location(startUpload()));
    try {
      close(exchange(HttpRequest.newBuilder(upload).timeout(Transfer.PATIENCE).DELETE()));
    } catch (EngineException e) {
      // a registry forgets what nobody sends anything to
      return;
    }
  }

  private HttpResponse<InputStream> startUpload() {
    return expect(exchange(request("blobs/uploads/").POST(BodyPublishers.noBody())), 202);
  }

  /** Sends a blob unless the repository has it. */
  void push(Digest digest, Path file) {
    Transfer.withRetries(() -> {
      if (exchange(request("blobs/" + digest).method("HEAD", BodyPublishers.noBody())).statusCode()
          == 200) {
        return digest;
      }
      URI location = location(startUpload());
      URI upload =
          URI.create(
              location
                  + (location.getRawQuery() == null ? "?" : "&")
                  + "digest="
                  + URLEncoder.encode(digest.toString(), StandardCharsets.UTF_8));
      expect(
          exchange(
              HttpRequest.newBuilder(upload)
                  .header("Content-Type", "application/octet-stream")
                  .PUT(content(file))),
          201);
      return digest;
    });
  }

  /** Puts a manifest under a tag and returns its digest. */
  Digest put(byte[] manifest, String mediaType, String tag) {
    return Transfer.withRetries(() -> {
      expect(
          exchange(
              request("manifests/" + tag)
                  .header("Content-Type", mediaType)
                  .PUT(BodyPublishers.ofByteArray(manifest))),
          201);
      return Digest.of(manifest);
    });
  }

  private HttpRequest.Builder get(String path) {
    return request(path).GET();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve(path)).timeout(Transfer.PATIENCE);
  }

  /** Sends a request, once more with credentials where the registry asks for them. */
  private HttpResponse<InputStream> exchange(HttpRequest.Builder request) {
    login.authorization().ifPresent(value -> request.setHeader("Authorization", value));
    HttpResponse<InputStream> response =
        Transfer.send(client, request.build(), BodyHandlers.ofInputStream(), reference.toString());
    Optional<String> challenge = response.headers().firstValue("WWW-Authenticate");
    if (response.statusCode() != 401 || challenge.isEmpty()) {
      return response;
    }
    close(response);
    request.setHeader("Authorization", login.answer(challenge.get(), reference));
    return Transfer.send(
        client, request.build(), BodyHandlers.ofInputStream(), reference.toString());
  }

  private HttpResponse<InputStream> expect(HttpResponse<InputStream> response, int status) {
    if (response.statusCode() != status) {
      close(response);
      throw StoreFailure.ofStatus(response.statusCode(), reference.toString());
    }
    if (status != 200) {
      close(response);
    }
    return response;
  }

  /** Returns where an answer says to go on. */
  private URI location(HttpResponse<?> response) {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      if (!location.isEmpty()) {
        return response.uri().resolve(new URI(location));
      }
    } catch (URISyntaxException e) {
      throw StoreFailure.ofAnswer(reference.toString(), "it answers with the address " + location);
    }
    throw StoreFailure.ofAnswer(
        reference.toString(), "status %d names no address".formatted(response.statusCode()));
  }

  private byte[] readAll(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_MANIFEST_BYTES + 1);
      if (bytes.length > MAX_MANIFEST_BYTES) {
        throw new EngineException(
            Reason.INVALID_DATA,
            "%s: the manifest is larger than %d bytes".formatted(reference, MAX_MANIFEST_BYTES));
      }
      return bytes;
    } catch (java.io.IOException e) {
      throw StoreFailure.ofExchange(e, reference.toString());
    }
  }

  private static void close(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      body.skipNBytes(0);
    } catch (java.io.IOException e) {
      // the answer's status was all that was wanted of it
      return;
    }
  }

  private static BodyPublisher content(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw FileFailure.of(e, file.toString());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
