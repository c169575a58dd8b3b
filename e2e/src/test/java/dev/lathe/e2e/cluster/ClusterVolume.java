package dev.lathe.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;

/** A folder of the node as a claim of one namespace; a pod's fsGroup may write to it. */
public final class ClusterVolume {
  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: %1$s-%2$s}
      spec:
        capacity: {storage: 1Gi}
        accessModes: [ReadWriteOnce]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: none
        claimRef: {namespace: %1$s, name: %2$s}
        local: {path: /mnt}
        nodeAffinity:
          required:
            nodeSelectorTerms:
            - matchExpressions: [{key: kubernetes.io/hostname, operator: Exists}]
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: %2$s, namespace: %1$s}
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: none
        volumeName: %1$s-%2$s
        resources: {requests: {storage: 1Gi}}
      """;

  private ClusterVolume() {}

  /** Makes the volume and its claim; what an earlier one of that name left is forgotten. */
  public static void create(KubernetesClient client, String namespace, String claim) {
    client.persistentVolumes().withName(namespace + "-" + claim).withGracePeriod(0).delete();
    byte[] manifests = MANIFESTS.formatted(namespace, claim).getBytes(UTF_8);
    client.load(new ByteArrayInputStream(manifests)).serverSideApply();
  }
}
