package dev.lathe.crds;

import dev.lathe.crds.apiserver.LocalApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
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
    LocalApiServer server = LocalApiServer.startWithKinds();
    return new Server(server, server.newClient());
  }
}
