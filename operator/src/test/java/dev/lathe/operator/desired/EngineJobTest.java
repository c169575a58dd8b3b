package dev.lathe.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.given.Given;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineJobTest {
  private static final ProgressTarget PROGRESS = new ProgressTarget("https://lathe:8443", "PEM");

  /** Uses all that a job and a runtime can ask for. */
  private static final CompressionJob RICH =
      Given.job(
          "data:",
          "  calibration: {uri: \"pvc://data/calib.npz\", secretRef: {name: data-secret}, npz: {inputs: [{name: x}]}}",
          "  evaluation:",
          "    uri: https://host/eval.jsonl",
          "    secretRef: {name: data-secret}",
          "    text: {tokenizer: {uri: \"pvc://tokens/t.json\", secretRef: {name: token-secret}}}",
          "resources: {limits: {cpu: \"2\", memory: 2Gi, nvidia.com/gpu: \"1\"}}",
          "nodeSelector: {disk: fast, zone: mine}",
          "tolerations: [{key: gpu, operator: Exists}]",
          "priorityClassName: high",
          "serviceAccountName: stores");

  @Test
  void everyPodMeetsTheRestrictedProfile() {
    assertThat(RestrictedProfile.violations(pod(Given.job()))).isEmpty();
    assertThat(RestrictedProfile.violations(pod(RICH))).isEmpty();
  }

  @Test
  void theCheckOfTheProfileFindsWhatIsForbidden() {
    PodSpec pod = pod(Given.job());
    pod.setHostNetwork(true);
    pod.getContainers().getFirst().getSecurityContext().setAllowPrivilegeEscalation(null);
    pod.getVolumes().getFirst().setDownwardAPI(null);
    pod.getVolumes().getFirst().setHostPath(new HostPathVolumeSource("/", null));
    assertThat(RestrictedProfile.violations(pod))
        .containsExactly(
            "hostNetwork", "volume job: [hostPath]", "engine: allowPrivilegeEscalation");
  }

  @Test
  void thePodHasNoTokenForTheApiServerAndAReadOnlyRoot() {
    PodSpec pod = pod(RICH);
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(engine(RICH).getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(pod.getServiceAccountName()).isEqualTo("stores");
  }

  @Test
  void aChildTriesOnceAndCountsByExitCode() {
    Job job = EngineJob.desired(request(Given.job()));
    assertThat(job.getMetadata().getName()).isEqualTo("small-2");
    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getPodReplacementPolicy()).isEqualTo("Failed");
    assertThat(job.getSpec().getSuspend()).isFalse();
    assertThat(Serialization.asYaml(job.getSpec().getPodFailurePolicy()))
        .isEqualTo(
            """
            ---
            rules:
            - action: "Ignore"
              onPodConditions:
              - status: "True"
                type: "DisruptionTarget"
            - action: "Ignore"
              onExitCodes:
                containerName: "engine"
                operator: "In"
                values:
                - 50
            - action: "FailJob"
              onExitCodes:
                containerName: "engine"
                operator: "In"
                values:
                - 10
                - 11
                - 12
                - 13
                - 14
                - 15
                - 16
                - 17
                - 18
                - 19
                - 30
                - 31
                - 32
                - 33
                - 34
                - 35
                - 36
                - 37
                - 38
                - 39
            """);
  }

  @Test
  void theJobControlsItsChildWithoutBlockingItsOwnDeletion() {
    Job job = EngineJob.desired(request(Given.job()));
    assertThat(Owner.controls("job-uid", job)).isTrue();
    assertThat(job.getMetadata().getOwnerReferences().getFirst().getBlockOwnerDeletion()).isFalse();
  }

  @Test
  void labelsOfTheOwnerAreNotCopied() {
    CompressionJob job = Given.job();
    job.getMetadata().setLabels(Map.of("app.kubernetes.io/instance", "argo-app"));
    assertThat(EngineJob.desired(request(job)).getMetadata().getLabels())
        .containsOnlyKeys(
            "app.kubernetes.io/name", "app.kubernetes.io/managed-by", Labels.JOB, Labels.ATTEMPT);
  }

  @Test
  void aQueuedChildIsMadeSuspendedAndNamesItsQueue() {
    CompressionJob labelled = Given.job();
    labelled
        .getMetadata()
        .setLabels(Map.of(Queue.LABEL, "gpu", "kueue.x-k8s.io/priority-class", "urgent"));
    for (CompressionJob job : List.of(Given.job("queueName: gpu"), labelled)) {
      Job child = EngineJob.desired(request(job));
      assertThat(child.getSpec().getSuspend()).isTrue();
      assertThat(child.getMetadata().getLabels()).containsEntry(Queue.LABEL, "gpu");
    }
    assertThat(EngineJob.desired(request(labelled)).getMetadata().getLabels())
        .containsEntry("kueue.x-k8s.io/priority-class", "urgent");
  }

  @Test
  void anEmptyQueueNameIsNone() {
    assertThat(EngineJob.desired(request(Given.job("queueName: \"\""))).getSpec().getSuspend())
        .isFalse();
  }

  @Test
  void claimsAndSecretsAreMountedWhereTheEngineLooks() {
    assertThat(mounts(RICH))
        .containsEntry("/etc/lathe/job", "job ro")
        .containsEntry("/work", "work rw")
        .containsEntry("/tmp", "tmp rw")
        .containsEntry("/volumes/data", "claim-0 ro")
        .containsEntry("/volumes/tokens", "claim-1 ro")
        .containsEntry("/var/run/secrets/lathe/secrets/data-secret", "secret-0 ro")
        .containsEntry("/var/run/secrets/lathe/secrets/token-secret", "secret-1 ro")
        .containsEntry("/var/run/secrets/lathe/progress", "progress ro");
    assertThat(volume(pod(RICH), "claim-0").getPersistentVolumeClaim().getClaimName())
        .isEqualTo("data");
    assertThat(volume(pod(RICH), "secret-1").getSecret().getSecretName()).isEqualTo("token-secret");
  }

  @Test
  void aClaimThatIsWrittenToIsMountedWritableOnce() {
    CompressionJob job = Given.job();
    CompressionJob onVolume =
        Serialization.unmarshal(
            Serialization.asYaml(job)
                .replace("oci://registry:5000/models/small:v1", "pvc://shared/in/model.onnx")
                .replace("oci://registry:5000/out/small:v1", "pvc://shared/out"),
            CompressionJob.class);
    assertThat(mounts(onVolume)).containsEntry("/volumes/shared", "claim-0 rw");
    assertThat(pod(onVolume).getVolumes())
        .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
        .hasSize(1);
  }

  @Test
  void allThatTrainingReadsAndWritesIsMounted() {
    CompressionJob job =
        Given.jobOf(
            "{distill: {student: {model: {uri: \"pvc://students/s.onnx\"}}, teachers: [{uri:"
                + " \"pvc://teachers/t.onnx\", secretRef: {name: b}}], training: {epochs: 1,"
                + " optimizer: {learningRate: \"1e-3\"}}}}",
            "data:",
            "  training: {uri: \"pvc://data/t.npz\", secretRef: {name: a}, npz: {inputs: [{name: x}], labels: y}}",
            "  validation: {uri: \"pvc://held-out/v.npz\", npz: {inputs: [{name: x}], labels: y}}",
            "checkpoint: {uri: \"pvc://checkpoints/small\"}");
    assertThat(mounts(job))
        .containsEntry("/volumes/data", "claim-0 ro")
        .containsEntry("/volumes/held-out", "claim-1 ro")
        .containsEntry("/volumes/students", "claim-2 ro")
        .containsEntry("/volumes/teachers", "claim-3 ro")
        .containsEntry("/volumes/checkpoints", "claim-4 rw")
        .containsEntry("/var/run/secrets/lathe/secrets/a", "secret-0 ro")
        .containsEntry("/var/run/secrets/lathe/secrets/b", "secret-1 ro");
  }

  @Test
  void theProgressTokenIsForOurAudienceOnly() {
    var token =
        volume(pod(Given.job()), "progress")
            .getProjected()
            .getSources()
            .getFirst()
            .getServiceAccountToken();
    assertThat(token.getAudience()).isEqualTo("compression.lathe.dev");
    assertThat(token.getExpirationSeconds()).isEqualTo(3600);
    assertThat(token.getPath()).isEqualTo("token");
  }

  @Test
  void withoutAnEndpointThereIsNeitherTokenNorUrl() {
    AttemptRequest request =
        new AttemptRequest(Given.job(), Given.runtime().getSpec(), 1, Optional.empty());
    PodSpec pod = EngineJob.desired(request).getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes()).extracting(Volume::getName).containsExactly("job", "work", "tmp");
    assertThat(pod.getContainers().getFirst().getEnv())
        .extracting(EnvVar::getName)
        .noneMatch(name -> name.contains("PROGRESS"));
  }

  @Test
  void theEngineIsToldItsAttemptAndWhereToReport() {
    assertThat(environment(RICH))
        .containsEntry("LATHE_ATTEMPT", "2")
        .containsEntry("LATHE_TERMINATION_MESSAGE", "/dev/termination-log")
        .containsEntry(
            "LATHE_PROGRESS_URL",
            "https://lathe:8443/apis/compression.lathe.dev/v1alpha1/namespaces/team-a"
                + "/compressionjobs/small/progress")
        .containsEntry("LATHE_PROGRESS_TOKEN_FILE", "/var/run/secrets/lathe/progress/token")
        .containsEntry("LATHE_PROGRESS_CA_FILE", "/etc/lathe/job/ca.crt")
        .containsEntry("LATHE_THREADS", "limits.cpu");
    assertThat(engine(RICH).getArgs()).containsExactly("run", "/etc/lathe/job/job.yaml");
  }

  @Test
  void theThreadsOfTheManifestWinOverTheLimit() {
    assertThat(environment(Given.job("threads: 3", "resources: {limits: {cpu: \"2\"}}")))
        .doesNotContainKey("LATHE_THREADS");
  }

  @Test
  void resourcesOfTheJobStandInPlaceOfTheRuntimes() {
    assertThat(engine(Given.job()).getResources().getLimits())
        .containsExactly(Map.entry("memory", new Quantity("1Gi")));
    assertThat(engine(RICH).getResources().getLimits())
        .containsEntry("nvidia.com/gpu", new Quantity("1"))
        .containsEntry("memory", new Quantity("2Gi"));
  }

  @Test
  void placementIsTheRuntimesAndTheJobs() {
    PodSpec pod = pod(RICH);
    assertThat(pod.getNodeSelector())
        .containsExactlyInAnyOrderEntriesOf(Map.of("disk", "fast", "zone", "theirs"));
    assertThat(pod.getTolerations()).extracting("key").containsExactly("batch", "gpu");
    assertThat(pod.getPriorityClassName()).isEqualTo("high");
    assertThat(pod(Given.job()).getPriorityClassName()).isEqualTo("low");
    assertThat(pod.getRuntimeClassName()).isEqualTo("nvidia");
    assertThat(pod.getImagePullSecrets()).extracting("name").containsExactly("pull");
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(90);
  }

  @Test
  void theSameRequestGivesTheSameChild() {
    assertThat(Serialization.asYaml(EngineJob.desired(request(RICH))))
        .isEqualTo(Serialization.asYaml(EngineJob.desired(request(RICH))));
  }

  private static AttemptRequest request(CompressionJob job) {
    return new AttemptRequest(
        job,
        Given.runtime(
                "resources: {limits: {memory: 1Gi}}",
                "nodeSelector: {zone: theirs}",
                "tolerations: [{key: batch, operator: Exists}]",
                "priorityClassName: low",
                "runtimeClassName: nvidia",
                "imagePullSecrets: [{name: pull}]",
                "terminationGracePeriodSeconds: 90")
            .getSpec(),
        2,
        Optional.of(PROGRESS));
  }

  private static PodSpec pod(CompressionJob job) {
    return EngineJob.desired(request(job)).getSpec().getTemplate().getSpec();
  }

  private static Container engine(CompressionJob job) {
    return pod(job).getContainers().getFirst();
  }

  private static Map<String, String> environment(CompressionJob job) {
    Map<String, String> all = new LinkedHashMap<>();
    for (EnvVar variable : engine(job).getEnv()) {
      all.put(
          variable.getName(),
          variable.getValue() != null
              ? variable.getValue()
              : variable.getValueFrom().getResourceFieldRef().getResource());
    }
    return all;
  }

  private static Map<String, String> mounts(CompressionJob job) {
    Map<String, String> all = new LinkedHashMap<>();
    for (VolumeMount mount : engine(job).getVolumeMounts()) {
      all.put(
          mount.getMountPath(),
          mount.getName() + (Boolean.TRUE.equals(mount.getReadOnly()) ? " ro" : " rw"));
    }
    return all;
  }

  private static Volume volume(PodSpec pod, String name) {
    return pod.getVolumes().stream()
        .filter(volume -> name.equals(volume.getName()))
        .findFirst()
        .orElseThrow();
  }
}
