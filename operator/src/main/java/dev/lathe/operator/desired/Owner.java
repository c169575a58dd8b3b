package dev.lathe.operator.desired;

import dev.lathe.crds.CompressionJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;

/** Who owns an object. */
public final class Owner {
  private Owner() {}

  /**
   * Returns the reference that makes a job the controller of its children. It does not block the
   * job's deletion, which would need rights on the job's finalizers.
   */
  static OwnerReference reference(CompressionJob job) {
    return new OwnerReferenceBuilder()
        .withApiVersion(job.getApiVersion())
        .withKind(job.getKind())
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(false)
        .build();
  }

  /** Whether the object with that UID is the controller of another one. */
  public static boolean controls(String uid, HasMetadata object) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    return owners != null
        && owners.stream()
            .anyMatch(
                owner -> Boolean.TRUE.equals(owner.getController()) && uid.equals(owner.getUid()));
  }
}
