package dev.lathe.crds.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kube-apiserver and its etcd, on the loopback interface only. Defaults, rules, field management
 * and admission are real; there are no controllers, so nothing runs and nothing is collected.
 * ServiceAccount admission is off, since no controller makes service accounts.
 */
public final class LocalApiServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String ADMIN_TOKEN = "admin-of-the-test";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Programs programs;
  private final Path folder;
  private final int port;
  private final List<Process> processes;

  private LocalApiServer(Programs programs, Path folder) throws IOException {
    this.programs = programs;
    this.folder = folder;
    List<Integer> ports = FreePorts.take(3);
    this.port = ports.get(0);
    int etcdPort = ports.get(1);
    Process etcd = startEtcd(etcdPort, ports.get(2));
    this.processes = List.of(startApiServer(etcdPort), etcd);
  }

  /** Starts a server and returns when it is ready: some seconds. */
  public static LocalApiServer start() {
    try {
      Path folder = Files.createTempDirectory("lathe-api-server");
      LocalApiServer server = new LocalApiServer(Programs.find(), folder);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      try {
        server.awaitReady();
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server that knows Lathe's kinds. */
  public static LocalApiServer startWithKinds() {
    LocalApiServer server = start();
    try (KubernetesClient client = server.newClient()) {
      Kinds.install(client);
    }
    return server;
  }

  public String url() {
    return "https://%s:%d".formatted(HOST, port);
  }

  /** Returns the certificate to trust, PEM. */
  public Path certificate() {
    return folder.resolve("certificates/apiserver.crt");
  }

  /** Returns the bearer token of a member of {@code system:masters}. */
  public String token() {
    return ADMIN_TOKEN;
  }

  /** Returns what a client of a member of {@code system:masters} needs. */
  public Config config() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url())
        .withCaCertFile(certificate().toString())
        .withOauthToken(ADMIN_TOKEN)
        .withNamespace("default")
        .build();
  }

  /** Returns a client of a member of {@code system:masters}. */
  public KubernetesClient newClient() {
    return new KubernetesClientBuilder().withConfig(config()).build();
  }

  /**
   * Runs kubectl.
   *
   * @return what it printed, both outputs together
   * @throws IllegalStateException if it exits with another code than 0, with what it printed
   */
  public String kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> connection =
        List.of(
            programs.path("kubectl").toString(),
            "--kubeconfig=/dev/null",
            "--cache-dir=" + folder.resolve("kubectl"),
            "--server=" + url(),
            "--certificate-authority=" + certificate(),
            "--token=" + ADMIN_TOKEN);
    List<String> command = Stream.concat(connection.stream(), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          "kubectl %s: %s".formatted(String.join(" ", arguments), printed));
    }
    return printed;
  }

  /** Ends the server and removes all it stored; the JVM's end does so as well. */
  @Override
  public synchronized void close() {
    stop();
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() {
    for (Process process : processes) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private Process startEtcd(int etcdPort, int peerPort) throws IOException {
    String peer = "http://%s:%d".formatted(HOST, peerPort);
    String client = "http://%s:%d".formatted(HOST, etcdPort);
    return start(
        "etcd",
        "--data-dir=" + folder.resolve("etcd"),
        "--unsafe-no-fsync",
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer);
  }

  private Process startApiServer(int etcdPort) throws IOException {
    Path key = Files.writeString(folder.resolve("service-accounts.key"), newPrivateKey());
    Path tokens =
        Files.writeString(
            folder.resolve("tokens.csv"), ADMIN_TOKEN + ",admin,admin,system:masters\n");
    return start(
        "kube-apiserver",
        "--bind-address=" + HOST,
        "--secure-port=" + port,
        "--advertise-address=" + HOST,
        "--endpoint-reconciler-type=none",
        "--cert-dir=" + folder.resolve("certificates"),
        "--etcd-servers=http://%s:%d".formatted(HOST, etcdPort),
        "--authorization-mode=RBAC",
        "--token-auth-file=" + tokens,
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-signing-key-file=" + key,
        "--service-account-key-file=" + key,
        "--disable-admission-plugins=ServiceAccount",
        "--service-cluster-ip-range=10.0.0.0/24");
  }

  private Process start(String program, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(Stream.of(programs.path(program).toString()), Stream.of(arguments)).toList();
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log(program).toFile())
        .start();
  }

  private Path log(String program) {
    return folder.resolve(program + ".log");
  }

  private void awaitReady() throws IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!isReady()) {
      boolean exited = processes.stream().anyMatch(process -> !process.isAlive());
      if (exited || Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            "the API server did not start:\n%s\n%s"
                .formatted(tail(log("etcd")), tail(log("kube-apiserver"))));
      }
      pause();
    }
  }

  private boolean isReady() {
    if (!Files.exists(certificate())) {
      return false;
    }
    try (KubernetesClient client = newClient()) {
      return "ok".equals(client.raw("/readyz"))
          && client.namespaces().withName("default").get() != null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the API server started", e);
    }
  }

  private static String tail(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  private static String newPrivateKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
      return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has RSA", e);
    }
  }
}
