package dev.lathe.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution project's registry as a pod, filled and read from outside by crane. */
public final class InnerRegistry implements AutoCloseable {
  private static final String IMAGE = "lathe/registry:e2e";
  private static final String NAMESPACE = "registry";
  private static final int PORT = 5000;

  private static final Pattern FORWARDING =
      Pattern.compile("Forwarding from (127\\.0\\.0\\.1:\\d+) .*");

  private final Process forward;
  private final String address;

  private InnerRegistry(Process forward, String address) {
    this.forward = forward;
    this.address = address;
  }

  /** Returns an archive of an image that holds the registry's program and nothing else. */
  static Path buildImage() {
    Path folder = Repository.root().resolve("target/registry");
    Path program = folder.resolve("root/registry");
    try {
      Files.createDirectories(program.getParent());
      Files.copy(
          Path.of(Command.tool("registry")),
          program,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String layer = folder.resolve("layer.tar").toString();
    Command.run("tar", "-C", folder.resolve("root").toString(), "-cf", layer, ".");
    Path archive = folder.resolve("image.tar");
    Command.run(
        Command.tool("crane"),
        "append",
        "--oci-empty-base",
        "--new_layer=" + layer,
        "--new_tag=" + IMAGE,
        "--output=" + archive);
    return archive;
  }

  static InnerRegistry start(KubernetesClient client) {
    try (var manifests = InnerRegistry.class.getResourceAsStream("/registry.yaml")) {
      client.load(manifests).serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName("registry")
        .waitUntilReady(3, TimeUnit.MINUTES);
    return forward();
  }

  /** The client's own forwarding stalls on uploads of tens of megabytes; kubectl's does not. */
  private static InnerRegistry forward() {
    List<String> command =
        KindCluster.kubectl(
            "port-forward", "--namespace=" + NAMESPACE, "service/registry", ":" + PORT);
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Repository.root().toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Matcher line = FORWARDING.matcher(String.valueOf(process.inputReader(UTF_8).readLine()));
      if (!line.matches()) {
        process.destroy();
        throw new IllegalStateException("kubectl port-forward does not say where it listens");
      }
      return new InnerRegistry(process, line.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the URI of a repository as pods reach it. */
  public String uri(String repository) {
    return "oci+http://registry.%s.svc:%d/%s".formatted(NAMESPACE, PORT, repository);
  }

  /** Pushes files as an image with one layer. */
  public void push(String repository, Map<String, Path> files) {
    try {
      Path folder = Files.createTempDirectory("image");
      for (Map.Entry<String, Path> file : files.entrySet()) {
        Path target = folder.resolve("root").resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.copy(file.getValue(), target);
      }
      String layer = folder.resolve("layer.tar").toString();
      Command.run("tar", "-C", folder.resolve("root").toString(), "-cf", layer, ".");
      crane("append", "--oci-empty-base", "--new_layer=" + layer, "--new_tag=%s/" + repository);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Extracts an image into a folder. */
  public void pull(String reference, Path folder) {
    Path archive = folder.resolve("image.tar");
    crane("export", "%s/" + reference, archive.toString());
    Command.run("tar", "-C", folder.toString(), "-xf", archive.toString());
  }

  /**
   * Returns a file of the report that lies beside a published image.
   *
   * @param digest of the image
   */
  public String report(String repository, String digest, String file) {
    String reference = "%%s/%s:%s.report".formatted(repository, digest.replace(':', '-'));
    JsonNode manifest = Serialization.unmarshal(crane("manifest", reference), JsonNode.class);
    for (JsonNode layer : manifest.path("layers")) {
      if (layer.path("annotations").path("org.opencontainers.image.title").asText().equals(file)) {
        return crane("blob", "%%s/%s@%s".formatted(repository, layer.path("digest").asText()));
      }
    }
    throw new IllegalStateException("%s has no %s: %s".formatted(reference, file, manifest));
  }

  /** Returns the repositories that hold anything. */
  public List<String> repositories() {
    return crane("catalog", "%s").lines().toList();
  }

  /** Runs crane, {@code %s} in its arguments being the registry's address from here. */
  private String crane(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Command.tool("crane")));
    for (String argument : arguments) {
      command.add(argument.replace("%s", address));
    }
    return Command.run(Map.of(), command);
  }

  @Override
  public void close() {
    forward.destroy();
  }
}
