package dev.lathe.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lathe.crds.JobProgress;
import dev.lathe.crds.TrainingStatus;
import dev.lathe.operator.cluster.ClusterForQuarkus;
import dev.lathe.operator.cluster.FakeJobController;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.Trust;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole operator: what it serves, and to whom. */
@QuarkusTest
@SuppressWarnings("NullAway.Init")
@QuarkusTestResource(ClusterForQuarkus.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {
  private static final String REPORT =
      "{\"attempt\":1,\"percent\":45,\"stage\":\"Evaluate\",\"message\":\"batch 3\"}";

  @ConfigProperty(name = "quarkus.kubernetes-client.api-server-url")
  String apiServer;

  @ConfigProperty(name = "test.admin-token")
  String adminToken;

  @ConfigProperty(name = "test.certificate")
  Path certificate;

  @TestHTTPResource(value = "/", tls = true)
  URI root;

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics;

  @TestHTTPResource(value = "/health", management = true)
  URI health;

  private KubernetesClient client;
  private HttpClient http;
  private Project project;

  @BeforeAll
  void connect() throws Exception {
    Config admin =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(apiServer)
            .withCaCertFile(certificate.toString())
            .withOauthToken(adminToken)
            .build();
    client = new KubernetesClientBuilder().withConfig(admin).build();
    http = HttpClient.newBuilder().sslContext(Trust.in(certificate)).build();
    Project.createRuntime(client);
  }

  @AfterAll
  void disconnect() {
    http.close();
    client.close();
  }

  @BeforeEach
  void createProject() {
    project = Project.create(client);
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("default")
                .withNamespace(project.namespace())
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void progressIsShownInTheStatus() throws Exception {
    Pod pod = start("job");
    String token = token(pod, "compression.lathe.dev");
    assertThat(post("job", token, REPORT)).isEqualTo(204);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(project.status("job").progress())
                .isNotNull()
                .extracting(
                    JobProgress::percent,
                    JobProgress::stage,
                    JobProgress::message,
                    JobProgress::display)
                .containsExactly(45, "Evaluate", "batch 3", "45% Evaluate"));
    assertThat(project.condition("job", "Accepted")).isEqualTo("True/Accepted");
  }

  @Test
  void trainingIsShownInTheStatus() throws Exception {
    Pod pod = start("job");
    String training =
        "{\"attempt\":1,\"percent\":45,\"stage\":\"Train\",\"training\":{\"epoch\":2,\"epochs\":3,"
            + "\"step\":70,\"steps\":96,\"loss\":\"0.23\",\"learningRate\":\"5e-05\","
            + "\"samplesPerSecond\":\"12.5\"}}";
    assertThat(post("job", token(pod, "compression.lathe.dev"), training)).isEqualTo(204);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(project.status("job").progress())
                .isNotNull()
                .extracting(JobProgress::training, JobProgress::display, JobProgress::pod)
                .containsExactly(
                    new TrainingStatus(2, 3, 70L, 96L, "0.23", "5e-05", "12.5"),
                    "45% Train 2/3",
                    pod.getMetadata().getName()));
  }

  @Test
  void onlyAPodOfTheJobsNewestAttemptIsHeard() throws Exception {
    Pod pod = start("job");
    Pod other = start("other");
    String token = token(pod, "compression.lathe.dev");
    assertThat(post("job", "", REPORT)).isEqualTo(401);
    assertThat(post("job", "nonsense", REPORT)).isEqualTo(401);
    assertThat(post("job", token(pod, "https://kubernetes.default.svc"), REPORT)).isEqualTo(401);
    assertThat(post("job", serviceAccountToken(), REPORT)).isEqualTo(401);
    assertThat(post("job", token(other, "compression.lathe.dev"), REPORT)).isEqualTo(403);
    assertThat(post("missing", token, REPORT)).isEqualTo(404);
    assertThat(post("job", token, REPORT.replace(":1", ":2"))).isEqualTo(409);
    assertThat(post("job", token, REPORT)).isEqualTo(204);
  }

  @Test
  void aPodOfAnotherNamespaceIsNotHeard() throws Exception {
    Pod pod = start("job");
    String token = token(pod, "compression.lathe.dev");
    createProject();
    start("job");
    assertThat(post("job", token, REPORT)).isEqualTo(403);
  }

  @Test
  void whatIsNoReportIsRefused() throws Exception {
    Pod pod = start("job");
    String token = token(pod, "compression.lathe.dev");
    assertThat(post("job", token, "{")).isEqualTo(400);
    assertThat(post("job", token, REPORT.replace("45", "101"))).isEqualTo(400);
    assertThat(post("job", token, " ".repeat(17_000) + REPORT)).isEqualTo(413);
  }

  @Test
  void whoeverReportsTooOftenIsTold() throws Exception {
    Pod pod = start("job");
    String token = token(pod, "compression.lathe.dev");
    int last = 204;
    for (int i = 0; i < 100 && last == 204; i++) {
      last = post("job", token, REPORT);
    }
    assertThat(last).isEqualTo(429);
  }

  @Test
  void theEngineIsToldWhereToReport() throws Exception {
    Pod pod = start("job");
    assertThat(pod.getSpec().getContainers().getFirst().getEnv())
        .contains(
            new EnvVar(
                "LATHE_PROGRESS_URL",
                "https://lathe-operator.lathe-system.svc:8443/apis/compression.lathe.dev/v1alpha1"
                    + "/namespaces/%s/compressionjobs/job/progress".formatted(project.namespace()),
                null));
  }

  @Test
  void healthAndMetricsHaveAPortOfTheirOwn() throws Exception {
    start("job");
    assertThat(get(health)).contains("\"status\": \"UP\"");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(get(metrics))
                .contains("compression_jobs{state=\"Pending\"}")
                .contains("compression_attempts_total")
                .contains("compression_queue_wait_seconds_bucket")
                .contains("reconciliations_success_total"));
    HttpResponse<String> onTheOtherPort =
        http.send(
            HttpRequest.newBuilder(loopback("/q/metrics")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(onTheOtherPort.statusCode()).isEqualTo(404);
  }

  /** Applies a job and returns the pod of its first attempt. */
  private Pod start(String name) {
    project.apply(name, "serviceAccountName: default");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(project.status(name).attempt()).isEqualTo(1));
    new FakeJobController(client, project.namespace()).step();
    return project.pods().stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(name + "-1-"))
        .findFirst()
        .orElseThrow();
  }

  private int post(String job, String token, String body) throws Exception {
    URI uri =
        loopback(
            "/apis/compression.lathe.dev/v1alpha1/namespaces/%s/compressionjobs/%s/progress"
                .formatted(project.namespace(), job));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** The certificate names the address, not the name of the host. */
  private URI loopback(String path) {
    return URI.create("https://127.0.0.1:%d%s".formatted(root.getPort(), path));
  }

  private String get(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String token(Pod pod, String audience) {
    return client
        .serviceAccounts()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName("default")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withNewBoundObjectRef(
                    "v1", "Pod", pod.getMetadata().getName(), pod.getMetadata().getUid())
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private String serviceAccountToken() {
    return client
        .serviceAccounts()
        .inNamespace(project.namespace())
        .withName("default")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(List.of("compression.lathe.dev"))
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }
}
