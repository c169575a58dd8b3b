package dev.lathe.e2e.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The cluster of all scenarios: made before the first, with both images, Lathe and a registry in
 * it, and deleted after the last unless {@code LATHE_KEEP_CLUSTER} is set. Scenarios ask for it as
 * a parameter.
 */
public final class KindCluster implements ParameterResolver {
  private static final String SYSTEM = "lathe-system";

  /** Returns the command that runs kubectl on the cluster. */
  static List<String> kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("e2e/cluster.sh", "kubectl"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A running cluster. */
  public static final class Running implements AutoCloseable {
    private final KubernetesClient client;
    private final InnerRegistry registry;

    private Running() {
      String kubeconfig = Command.run("e2e/cluster.sh", "up").strip();
      String registryImage = InnerRegistry.buildImage().toString();
      Command.run(
          "e2e/cluster.sh", "load", image("operator"), image("compressor-image"), registryImage);
      client = newClient(kubeconfig);
      registry = InnerRegistry.start(client);
      Command.run(
          Map.of("KUBECONFIG", kubeconfig),
          List.of(
              Command.tool("helm"),
              "upgrade",
              "--install",
              "lathe",
              "helm/lathe",
              "--namespace=" + SYSTEM,
              "--create-namespace",
              "--values=e2e/src/test/resources/values.yaml",
              "--wait",
              "--timeout=5m"));
    }

    private static KubernetesClient newClient(String kubeconfig) {
      try {
        return new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(Files.readString(Path.of(kubeconfig))))
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String image(String module) {
      Path image = Repository.root().resolve(module).resolve("target/image.tar");
      if (!Files.exists(image)) {
        throw new IllegalStateException(image + " is missing: `make images` builds it");
      }
      return image.toString();
    }

    public KubernetesClient client() {
      return client;
    }

    public InnerRegistry registry() {
      return registry;
    }

    /** Returns what kubectl prints. */
    public String kubectl(String... arguments) {
      return Command.run(Map.of(), KindCluster.kubectl(arguments));
    }

    /** Makes a namespace that refuses pods which are not restricted. */
    public String newNamespace(String name) {
      kubectl("delete", "namespace", name, "--ignore-not-found");
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                  .endMetadata()
                  .build())
          .serverSideApply();
      return name;
    }

    /** Deletes the operator's pods; its Deployment makes new ones. */
    public void restartOperator() {
      client
          .pods()
          .inNamespace(SYSTEM)
          .withLabel("app.kubernetes.io/component", "operator")
          .delete();
    }

    @Override
    public void close() {
      Path logs = Repository.root().resolve("target/e2e-logs");
      Command.run("e2e/cluster.sh", "logs", logs.toString());
      registry.close();
      client.close();
      if (Optional.ofNullable(System.getenv("LATHE_KEEP_CLUSTER")).isEmpty()) {
        Command.run("e2e/cluster.sh", "down");
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(KindCluster.class, key -> new Running(), Running.class);
  }
}
