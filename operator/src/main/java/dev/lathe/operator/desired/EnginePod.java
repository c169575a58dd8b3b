package dev.lathe.operator.desired;

import dev.lathe.crds.ClusterCompressionRuntimeSpec;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pod of an attempt. It meets the restricted profile and has no token for the API server. */
final class EnginePod {
  private static final long USER = 65_532;
  private static final long GRACE_SECONDS = 120;

  private EnginePod() {}

  static PodTemplateSpec desired(AttemptRequest request) {
    ClusterCompressionRuntimeSpec runtime = request.runtime();
    EngineVolumes volumes = EngineVolumes.of(request);
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(Labels.of(request))
        .withAnnotations(JobManifest.annotations(request))
        .endMetadata()
        .withNewSpec()
        .withContainers(EngineContainer.desired(request, volumes))
        .withVolumes(volumes.volumes())
        .withSecurityContext(restricted())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withServiceAccountName(named(request.spec().serviceAccountName()).orElse(null))
        .withImagePullSecrets(pullSecrets(runtime))
        .withNodeSelector(nodeSelector(request))
        .withTolerations(tolerations(request))
        .withPriorityClassName(
            named(request.spec().priorityClassName())
                .or(() -> named(runtime.priorityClassName()))
                .orElse(null))
        .withRuntimeClassName(named(runtime.runtimeClassName()).orElse(null))
        .withRestartPolicy("Never")
        .withDnsPolicy("ClusterFirst")
        .withSchedulerName("default-scheduler")
        .withTerminationGracePeriodSeconds(
            Optional.ofNullable(runtime.terminationGracePeriodSeconds()).orElse(GRACE_SECONDS))
        .endSpec()
        .build();
  }

  private static PodSecurityContext restricted() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  private static List<LocalObjectReference> pullSecrets(ClusterCompressionRuntimeSpec runtime) {
    return orEmpty(runtime.imagePullSecrets()).stream()
        .map(secret -> new LocalObjectReference(secret.name()))
        .toList();
  }

  /** Both must hold; where both name one key, the platform's word counts. */
  private static Map<String, String> nodeSelector(AttemptRequest request) {
    Map<String, String> all = new LinkedHashMap<>();
    Map<String, String> own = request.spec().nodeSelector();
    Map<String, String> shared = request.runtime().nodeSelector();
    if (own != null) {
      all.putAll(own);
    }
    if (shared != null) {
      all.putAll(shared);
    }
    return all;
  }

  private static List<Toleration> tolerations(AttemptRequest request) {
    Set<Toleration> all = new LinkedHashSet<>(orEmpty(request.runtime().tolerations()));
    all.addAll(orEmpty(request.spec().tolerations()));
    return List.copyOf(all);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static Optional<String> named(@Nullable String name) {
    return Optional.ofNullable(name).filter(text -> !text.isEmpty());
  }
}
