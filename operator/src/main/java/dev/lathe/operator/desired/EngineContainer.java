package dev.lathe.operator.desired;

import dev.lathe.crds.ClusterCompressionRuntimeSpec.ImagePullPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The container in which the engine runs one attempt. */
public final class EngineContainer {
  /** Name of the container. */
  public static final String NAME = "engine";

  private static final String TERMINATION_MESSAGE = "/dev/termination-log";

  private EngineContainer() {}

  static Container desired(AttemptRequest request, EngineVolumes volumes) {
    return new ContainerBuilder()
        .withName(NAME)
        .withImage(request.runtime().image())
        .withImagePullPolicy(pullPolicy(request.runtime().imagePullPolicy()))
        .withArgs("run", EngineVolumes.JOB + "/" + JobManifest.FILE)
        .withEnv(environment(request))
        .withResources(resources(request))
        .withVolumeMounts(volumes.mounts())
        .withTerminationMessagePath(TERMINATION_MESSAGE)
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(restricted())
        .build();
  }

  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  /** The job's resources stand in place of the runtime's, as a whole. */
  private static ResourceRequirements resources(AttemptRequest request) {
    ResourceRequirements own = request.spec().resources();
    ResourceRequirements shared = request.runtime().resources();
    return own != null ? own : shared != null ? shared : new ResourceRequirements();
  }

  private static List<EnvVar> environment(AttemptRequest request) {
    List<EnvVar> all = new ArrayList<>();
    List<EnvVar> shared = request.runtime().env();
    if (shared != null) {
      all.addAll(shared);
    }
    all.add(variable("LATHE_WORK", EngineVolumes.WORK));
    all.add(variable("LATHE_VOLUMES", EngineVolumes.CLAIMS));
    all.add(variable("LATHE_SECRETS", EngineVolumes.SECRETS));
    all.add(variable("LATHE_TERMINATION_MESSAGE", TERMINATION_MESSAGE));
    all.add(variable("LATHE_ATTEMPT", Integer.toString(request.number())));
    if (request.spec().threads() == null && limitsCpu(resources(request))) {
      all.add(threadsOfLimit());
    }
    request.progress().ifPresent(target -> addProgress(all, request, target));
    return all;
  }

  private static void addProgress(List<EnvVar> all, AttemptRequest request, ProgressTarget target) {
    all.add(variable("LATHE_PROGRESS_URL", target.url(request.namespace(), request.jobName())));
    all.add(
        variable("LATHE_PROGRESS_TOKEN_FILE", EngineVolumes.PROGRESS + "/" + EngineVolumes.TOKEN));
    if (!target.certificate().isEmpty()) {
      all.add(
          variable(
              "LATHE_PROGRESS_CA_FILE", EngineVolumes.JOB + "/" + JobManifest.CERTIFICATE_FILE));
    }
  }

  private static boolean limitsCpu(ResourceRequirements resources) {
    return resources.getLimits() != null && resources.getLimits().containsKey("cpu");
  }

  private static EnvVar threadsOfLimit() {
    return new EnvVarBuilder()
        .withName("LATHE_THREADS")
        .withNewValueFrom()
        .withResourceFieldRef(new ResourceFieldSelector(NAME, new Quantity("1"), "limits.cpu"))
        .endValueFrom()
        .build();
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static String pullPolicy(@Nullable ImagePullPolicy policy) {
    return switch (policy) {
      case ALWAYS -> "Always";
      case NEVER -> "Never";
      case IF_NOT_PRESENT -> "IfNotPresent";
      case null -> "IfNotPresent";
    };
  }
}
