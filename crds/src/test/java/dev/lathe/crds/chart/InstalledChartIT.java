package dev.lathe.crds.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.apiserver.LocalApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart on a real API server of its own, by Helm itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InstalledChartIT {
  private static final String OPERATOR =
      "system:serviceaccount:%s:lathe-operator".formatted(Chart.NAMESPACE);

  private final LocalApiServer server = LocalApiServer.start();
  private final KubernetesClient client = server.newClient();

  @BeforeAll
  void install() {
    for (String name : List.of(Chart.NAMESPACE, "team-a")) {
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                  .endMetadata()
                  .build())
          .create();
    }
    helm("install", "lathe", Chart.FOLDER.toString());
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void theRuntimeOfJobsThatNameNoneIsThere() {
    ClusterCompressionRuntime runtime =
        client.resources(ClusterCompressionRuntime.class).withName("default").require();

    assertThat(runtime.getSpec().image()).startsWith("lathe/engine:");
    assertThat(runtime.getSpec().workVolumeSize()).hasToString("10Gi");
  }

  @Test
  void theOperatorsPodIsOneThatRestrictedNamespacesTake() {
    PodTemplateSpec template =
        client
            .apps()
            .deployments()
            .inNamespace(Chart.NAMESPACE)
            .withName("lathe-operator")
            .require()
            .getSpec()
            .getTemplate();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("operator")
            .withNamespace(Chart.NAMESPACE)
            .endMetadata()
            .withSpec(template.getSpec())
            .build();

    assertThatCode(() -> client.resource(pod).dryRun().create()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list events -n team-a",
        "create jobs.batch -n team-a",
        "patch compressionjobs.compression.lathe.dev --subresource=status -n team-a",
        "list clustercompressionruntimes.compression.lathe.dev",
        "create tokenreviews.authentication.k8s.io",
        "update leases.coordination.k8s.io -n lathe-system"
      })
  void theOperatorMay(String what) throws Exception {
    assertThat(can(what).strip()).endsWith("yes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get secrets -n team-a",
        "list secrets -n team-a",
        "patch compressionjobs.compression.lathe.dev -n team-a",
        "update compressionjobs.compression.lathe.dev -n team-a",
        "watch secrets -n lathe-system",
        "create secrets -n lathe-system",
        "create pods -n team-a",
        "create pods --subresource=exec -n team-a",
        "patch compressionjobs.compression.lathe.dev/x --subresource=scale -n team-a",
        "update clustercompressionruntimes.compression.lathe.dev",
        "create rolebindings.rbac.authorization.k8s.io -n team-a",
        "update leases.coordination.k8s.io -n team-a"
      })
  void theOperatorMayNot(String what) {
    assertThatCode(() -> can(what))
        .as(what)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no");
  }

  @Test
  void theCertificateNamesTheServiceAndStaysOverUpgrades() throws Exception {
    Secret before = tls();
    byte[] pem = Base64.getDecoder().decode(before.getData().get("tls.crt"));
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem));
    assertThat(certificate.getSubjectAlternativeNames().toString())
        .contains("lathe-operator.lathe-system.svc");

    helm("upgrade", "lathe", Chart.FOLDER.toString(), "--set", "replicas=2");

    assertThat(tls().getData()).isEqualTo(before.getData());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas=1",
        "watchNamespaces={team-a}",
        "replicas=2,podDisruptionBudget.enabled=true,networkPolicy.enabled=true",
        "argocd.healthChecks=true,metrics.dashboards.enabled=true,priorityClassName=high",
        "serviceAccount.create=false,serviceAccount.name=other,tls.existingSecret=mine",
        "imagePullSecrets[0].name=registry,extraEnv[0].name=A,extraEnv[0].value=b"
      })
  void everyObjectIsTakenWithStrictValidation(String values) {
    List<GenericKubernetesResource> objects =
        Chart.render(values.split(",(?![^{]*})")).stream()
            .filter(object -> !object.getApiVersion().startsWith("monitoring.coreos.com"))
            .toList();

    PatchContext tryOut =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("test")
            .withFieldValidation("Strict")
            .withForce(true)
            .withDryRun(List.of("All"))
            .build();
    assertThat(objects)
        .isNotEmpty()
        .allSatisfy(object ->
            assertThatCode(() -> client.resource(object).patch(tryOut, object))
                .as("%s %s", object.getKind(), object.getMetadata().getName())
                .doesNotThrowAnyException());
  }

  private String can(String what) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("auth", "can-i", "--as=" + OPERATOR));
    arguments.addAll(List.of(what.split(" ")));
    return server.kubectl(arguments.toArray(String[]::new));
  }

  private Secret tls() {
    return client.secrets().inNamespace(Chart.NAMESPACE).withName("lathe-operator-tls").require();
  }

  private void helm(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "-n",
            Chart.NAMESPACE,
            "--kube-apiserver=" + server.url(),
            "--kube-ca-file=" + server.certificate(),
            "--kube-token=" + server.token()));
    Chart.Printed printed = Chart.helm(all);
    assertThat(printed.exitCode()).as(printed.text()).isZero();
  }
}
