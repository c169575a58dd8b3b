package dev.lathe.operator.cluster;

import dev.lathe.crds.apiserver.LocalApiServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/**
 * Points the whole operator at the API server. It acts with the rights that the chart gives it, and
 * serves with the API server's own certificate, which names the loopback interface.
 */
public final class ClusterForQuarkus implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    LocalApiServer server = ApiServer.get();
    Path certificate = server.certificate();
    Path key = certificate.resolveSibling("apiserver.key");
    return Map.ofEntries(
        Map.entry("quarkus.kubernetes-client.api-server-url", server.url()),
        Map.entry("quarkus.kubernetes-client.ca-cert-file", certificate.toString()),
        Map.entry("quarkus.kubernetes-client.token", OperatorRights.token()),
        Map.entry("quarkus.kubernetes-client.namespace", "lathe-system"),
        Map.entry("quarkus.tls.progress.key-store.pem.0.cert", certificate.toString()),
        Map.entry("quarkus.tls.progress.key-store.pem.0.key", key.toString()),
        Map.entry("quarkus.http.test-ssl-port", "0"),
        Map.entry("quarkus.management.test-port", "0"),
        Map.entry("lathe.progress.service", "lathe-operator.lathe-system.svc"),
        Map.entry("lathe.progress.ca-file", certificate.toString()),
        Map.entry("lathe.progress.interval", "1s"),
        Map.entry("test.admin-token", server.token()),
        Map.entry("test.certificate", certificate.toString()));
  }

  @Override
  public void stop() {}
}
