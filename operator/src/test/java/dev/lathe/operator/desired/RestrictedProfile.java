package dev.lathe.operator.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The restricted profile of the Pod Security Standards, version 1.36, as a list of violations. */
final class RestrictedProfile {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedProfile() {}

  static List<String> violations(PodSpec pod) {
    List<String> found = new ArrayList<>();
    check(found, !Boolean.TRUE.equals(pod.getHostNetwork()), "hostNetwork");
    check(found, !Boolean.TRUE.equals(pod.getHostPID()), "hostPID");
    check(found, !Boolean.TRUE.equals(pod.getHostIPC()), "hostIPC");
    pod.getVolumes().forEach(volume -> checkVolume(found, volume));
    PodSecurityContext shared = pod.getSecurityContext();
    check(found, shared != null && shared.getSysctls().isEmpty(), "sysctls");
    Stream.of(pod.getInitContainers(), pod.getContainers())
        .flatMap(List::stream)
        .forEach(container -> checkContainer(found, container, shared));
    check(found, pod.getEphemeralContainers().isEmpty(), "ephemeralContainers");
    return found;
  }

  private static void checkVolume(List<String> found, Volume volume) {
    Set<String> types = new TreeSet<>();
    Serialization.unmarshal(Serialization.asJson(volume), JsonNode.class)
        .fieldNames()
        .forEachRemaining(types::add);
    types.remove("name");
    check(found, VOLUMES.containsAll(types), "volume %s: %s".formatted(volume.getName(), types));
  }

  private static void checkContainer(
      List<String> found, Container container, PodSecurityContext shared) {
    String name = container.getName();
    SecurityContext own = container.getSecurityContext();
    if (own == null) {
      found.add(name + ": no securityContext");
      return;
    }
    check(found, !Boolean.TRUE.equals(own.getPrivileged()), name + ": privileged");
    check(
        found,
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        name + ": allowPrivilegeEscalation");
    check(
        found,
        own.getCapabilities() != null
            && own.getCapabilities().getDrop().contains("ALL")
            && Set.of("NET_BIND_SERVICE").containsAll(own.getCapabilities().getAdd()),
        name + ": capabilities");
    check(
        found,
        own.getRunAsNonRoot() == null
            ? shared != null && Boolean.TRUE.equals(shared.getRunAsNonRoot())
            : own.getRunAsNonRoot(),
        name + ": runAsNonRoot");
    Long user = own.getRunAsUser() != null ? own.getRunAsUser() : shared.getRunAsUser();
    check(found, user == null || user != 0, name + ": runAsUser");
    String seccomp =
        own.getSeccompProfile() != null
            ? own.getSeccompProfile().getType()
            : shared.getSeccompProfile() == null ? "" : shared.getSeccompProfile().getType();
    check(found, Set.of("RuntimeDefault", "Localhost").contains(seccomp), name + ": seccomp");
    check(
        found,
        own.getProcMount() == null || "Default".equals(own.getProcMount()),
        name + ": procMount");
    check(
        found,
        container.getPorts().stream().allMatch(port -> port.getHostPort() == null),
        name + ": hostPort");
  }

  private static void check(List<String> found, boolean holds, String violation) {
    if (!holds) {
      found.add(violation);
    }
  }
}
