package dev.lathe.operator.desired;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The volumes of an engine's pod, and where its container finds them. */
final class EngineVolumes {
  static final String WORK = "/work";
  static final String TEMPORARY = "/tmp";
  static final String CLAIMS = "/volumes";
  static final String JOB = "/etc/lathe/job";
  static final String SECRETS = "/var/run/secrets/lathe/secrets";
  static final String PROGRESS = "/var/run/secrets/lathe/progress";
  static final String TOKEN = "token";

  private static final long TOKEN_SECONDS = 3600;
  private static final Quantity WORK_SIZE = new Quantity("10Gi");
  private static final Quantity TEMPORARY_SIZE = new Quantity("1Gi");
  private static final int OWNER_AND_GROUP_READ = 0440;

  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();

  private EngineVolumes() {}

  static EngineVolumes of(AttemptRequest request) {
    EngineVolumes all = new EngineVolumes();
    all.add(JobManifest.volume(request), JOB, true);
    all.add(scratch("work", request.runtime().workVolumeSize(), WORK_SIZE), WORK, false);
    all.add(scratch("tmp", null, TEMPORARY_SIZE), TEMPORARY, false);
    List<Inputs.Place> places = Inputs.of(request.spec());
    all.addClaims(places);
    all.addSecrets(places);
    if (request.progress().isPresent()) {
      all.add(progressToken(), PROGRESS, true);
    }
    return all;
  }

  List<Volume> volumes() {
    return List.copyOf(volumes);
  }

  List<VolumeMount> mounts() {
    return List.copyOf(mounts);
  }

  private void addClaims(List<Inputs.Place> places) {
    Map<String, Boolean> written = new LinkedHashMap<>();
    for (Inputs.Place place : places) {
      place.claim().ifPresent(claim -> written.merge(claim, place.written(), Boolean::logicalOr));
    }
    int index = 0;
    for (Map.Entry<String, Boolean> claim : written.entrySet()) {
      Volume volume =
          new VolumeBuilder()
              .withName("claim-" + index++)
              .withNewPersistentVolumeClaim(claim.getKey(), null)
              .build();
      add(volume, CLAIMS + "/" + claim.getKey(), !claim.getValue());
    }
  }

  private void addSecrets(List<Inputs.Place> places) {
    List<String> names =
        places.stream().flatMap(place -> place.secret().stream()).distinct().toList();
    for (int i = 0; i < names.size(); i++) {
      Volume volume =
          new VolumeBuilder()
              .withName("secret-" + i)
              .withNewSecret()
              .withSecretName(names.get(i))
              .withDefaultMode(OWNER_AND_GROUP_READ)
              .endSecret()
              .build();
      add(volume, SECRETS + "/" + names.get(i), true);
    }
  }

  private void add(Volume volume, String path, boolean readOnly) {
    volumes.add(volume);
    mounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath(path)
            .withReadOnly(readOnly ? true : null)
            .build());
  }

  private static Volume scratch(String name, @Nullable Quantity size, Quantity otherwise) {
    EmptyDirVolumeSource folder = new EmptyDirVolumeSource();
    folder.setSizeLimit(size == null ? otherwise : size);
    return new VolumeBuilder().withName(name).withEmptyDir(folder).build();
  }

  private static Volume progressToken() {
    return new VolumeBuilder()
        .withName("progress")
        .withNewProjected()
        .withDefaultMode(OWNER_AND_GROUP_READ)
        .addNewSource()
        .withNewServiceAccountToken(ProgressTarget.AUDIENCE, TOKEN_SECONDS, TOKEN)
        .endSource()
        .endProjected()
        .build();
  }
}
