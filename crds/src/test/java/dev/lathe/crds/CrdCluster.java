package dev.lathe.crds;

import dev.lathe.crds.apiserver.LocalApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands tests one API server that knows the committed CRDs, started once for all of them. */
final class CrdCluster implements ParameterResolver {

  /** The server, closed with the last test. */
  record Server(LocalApiServer server, KubernetesClient client) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == KubernetesClient.class || type == LocalApiServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Server running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(CrdCluster.class))
            .computeIfAbsent("server", _ -> start(), Server.class);
    return parameter.getParameter().getType() == KubernetesClient.class
        ? running.client()
        : running.server();
  }

  private static Server start() {
    LocalApiServer server = LocalApiServer.start();
    KubernetesClient client = server.newClient();
    for (String file : GeneratedCrds.files().keySet()) {
      install(client, CommittedFilesTest.CRDS.resolve(file));
    }
    return new Server(server, client);
  }

  private static void install(KubernetesClient client, Path file) {
    try (var text = Files.newInputStream(file)) {
      CustomResourceDefinition crd =
          client.apiextensions().v1().customResourceDefinitions().load(text).create();
      client.resource(crd).waitUntilCondition(CrdCluster::isEstablished, 60, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
  }
}
