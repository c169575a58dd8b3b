package dev.lathe.operator.desired;

import dev.lathe.crds.Checkpoint;
import dev.lathe.crds.CompressionJobSpec;
import dev.lathe.crds.DataSet;
import dev.lathe.crds.DataSets;
import dev.lathe.crds.DistillStep;
import dev.lathe.crds.ModelSource;
import dev.lathe.crds.Output;
import dev.lathe.crds.SecretRef;
import dev.lathe.crds.Student;
import dev.lathe.crds.TextFormat;
import dev.lathe.crds.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every place that a job fetches from or publishes to, in the order of the manifest. */
public final class Inputs {
  private static final String VOLUME = "pvc://";

  private Inputs() {}

  /**
   * One place.
   *
   * @param field path of the URI in the manifest
   * @param secret name of the secret with its credentials
   * @param written whether the job writes there
   */
  public record Place(String field, String uri, Optional<String> secret, boolean written) {
    /** Returns the PersistentVolumeClaim; empty for places that are no volumes. */
    public Optional<String> claim() {
      if (!uri.startsWith(VOLUME)) {
        return Optional.empty();
      }
      String rest = uri.substring(VOLUME.length());
      int slash = rest.indexOf('/');
      return Optional.of(slash < 0 ? rest : rest.substring(0, slash));
    }

    /** Whether the place is a file beside the manifest, which a pod does not have. */
    public boolean isLocalFile() {
      return uri.startsWith("file:");
    }
  }

  /** Returns all places of a job. */
  public static List<Place> of(CompressionJobSpec spec) {
    List<Place> places = new ArrayList<>();
    ModelSource source = spec.source();
    places.add(place("spec.source.uri", source.uri(), source.secretRef()));
    DataSets data = spec.data();
    if (data != null) {
      TrainingSet training = data.training();
      addData(places, "spec.data.training", training == null ? null : training.samples());
      addData(places, "spec.data.validation", data.validation());
      addData(places, "spec.data.calibration", data.calibration());
      addData(places, "spec.data.evaluation", data.evaluation());
    }
    for (int i = 0; i < spec.recipe().size(); i++) {
      addModels(places, "spec.recipe[%d].distill".formatted(i), spec.recipe().get(i).distill());
    }
    Output output = spec.output();
    if (output != null) {
      places.add(new Place("spec.output.uri", output.uri(), name(output.secretRef()), true));
    }
    Checkpoint checkpoint = spec.checkpoint();
    if (checkpoint != null) {
      places.add(new Place("spec.checkpoint.uri", checkpoint.uri(), Optional.empty(), true));
    }
    return List.copyOf(places);
  }

  private static void addModels(List<Place> places, String field, @Nullable DistillStep distill) {
    if (distill == null) {
      return;
    }
    Student student = distill.student();
    ModelSource given = student == null ? null : student.model();
    if (given != null) {
      places.add(place(field + ".student.model.uri", given.uri(), given.secretRef()));
    }
    List<ModelSource> teachers = Optional.ofNullable(distill.teachers()).orElse(List.of());
    for (int i = 0; i < teachers.size(); i++) {
      ModelSource teacher = teachers.get(i);
      places.add(
          place("%s.teachers[%d].uri".formatted(field, i), teacher.uri(), teacher.secretRef()));
    }
  }

  private static void addData(List<Place> places, String field, @Nullable DataSet data) {
    if (data == null) {
      return;
    }
    places.add(place(field + ".uri", data.uri(), data.secretRef()));
    TextFormat text = data.text();
    if (text != null) {
      TextFormat.Tokenizer tokenizer = text.tokenizer();
      places.add(place(field + ".text.tokenizer.uri", tokenizer.uri(), tokenizer.secretRef()));
    }
  }

  private static Place place(String field, String uri, @Nullable SecretRef secret) {
    return new Place(field, uri, name(secret), false);
  }

  private static Optional<String> name(@Nullable SecretRef secret) {
    return Optional.ofNullable(secret).map(SecretRef::name);
  }
}
