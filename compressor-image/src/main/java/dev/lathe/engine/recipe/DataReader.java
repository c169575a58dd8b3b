package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Source;
import dev.lathe.engine.data.Augmentation;
import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.DataSpec.ArrayInput;
import dev.lathe.engine.data.DataSpec.Channels;
import dev.lathe.engine.data.DataSpec.Layout;
import dev.lathe.engine.data.DataSpec.Resize;
import dev.lathe.engine.data.Normalization;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a data set. */
final class DataReader {
  private static final Choices<Resize> RESIZE =
      Choices.of("Stretch", Resize.STRETCH).or("Fit", Resize.FIT).or("Crop", Resize.CROP);
  private static final Choices<Channels> CHANNELS =
      Choices.of("RGB", Channels.RGB).or("BGR", Channels.BGR).or("Gray", Channels.GRAY);
  private static final Choices<Layout> LAYOUT =
      Choices.of("NCHW", Layout.NCHW).or("NHWC", Layout.NHWC);
  private static final int LARGEST_PICTURE = 16_384;

  private DataReader() {}

  /** Returns the data set; empty where a fault keeps it from being one. */
  static Optional<Manifest.DataSource> read(Fields fields, Role role) {
    Source source = SourceReader.read(fields);
    OptionalLong maxSamples =
        fields.optional("maxSamples").stream()
            .mapToLong(v -> v.integer(1, 100_000_000))
            .findFirst();
    Optional<Value> written =
        role == Role.TRAINING ? fields.optional("augmentation") : Optional.empty();
    Optional<Augmentation> augmentation = written.map(v -> v.object(AugmentationReader::read));
    List<Optional<DataSpec>> formats = new ArrayList<>();
    List<Source> tokenizer = new ArrayList<>();
    fields.optional("npz").ifPresent(v -> formats.add(v.object(DataReader::npz)));
    fields.optional("idx").ifPresent(v -> formats.add(v.object(DataReader::idx)));
    fields.optional("images").ifPresent(v -> formats.add(v.object(DataReader::images)));
    fields
        .optional("text")
        .ifPresent(v -> formats.add(v.object(text -> DataReader.text(text, tokenizer))));
    if (formats.size() != 1) {
      fields.fault(
          "exactly one of npz, idx, images and text expected, found "
              + (formats.isEmpty() ? "none" : formats.size()));
      return Optional.empty();
    }
    if (augmentation.isPresent() && !tokenizer.isEmpty()) {
      written
          .orElseThrow()
          .fault("augmentation changes pictures: remove it from a data set of texts");
    }
    return formats
        .getFirst()
        .map(spec ->
            new Manifest.DataSource(
                source, spec, tokenizer.stream().findFirst(), maxSamples, augmentation));
  }

  private static Optional<DataSpec> npz(Fields npz) {
    List<ArrayInput> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Value item : npz.required("inputs").items(1, 32)) {
      ArrayInput input = item.object(DataReader::arrayInput);
      inputs.add(input);
      if (!names.add(input.name())) {
        item.fault("the input '%s' is fed twice".formatted(input.name()));
      }
    }
    Optional<String> labels = npz.optional("labels").map(Value::text);
    Optional<Value> targets = npz.optional("targets");
    if (labels.isPresent() && targets.isPresent()) {
      targets.get().fault("samples have classes or other targets: set labels or targets, not both");
    }
    return inputs.isEmpty()
        ? Optional.empty()
        : Optional.of(new DataSpec.Npz(inputs, labels, targets.map(Value::text)));
  }

  private static ArrayInput arrayInput(Fields input) {
    String name = input.required("name").text();
    return new ArrayInput(name, input.optional("array").map(Value::text).orElse(name));
  }

  private static Optional<DataSpec> idx(Fields idx) {
    String input = idx.required("input").text();
    String images = SourceReader.innerPath(idx.required("images"));
    Optional<String> labels = idx.optional("labels").map(SourceReader::innerPath);
    double mean = idx.optional("mean").map(v -> v.decimal().doubleValue()).orElse(0.0);
    double std = idx.optional("std").map(DataReader::positive).orElse(1.0);
    return Optional.of(
        new DataSpec.Idx(
            input, images, labels, new Normalization(1.0 / 255, List.of(mean), List.of(std))));
  }

  private static Optional<DataSpec> images(Fields images) {
    String input = images.required("input").text();
    DataSpec.Sizing sizing =
        new DataSpec.Sizing(
            (int) images.required("width").integer(1, LARGEST_PICTURE),
            (int) images.required("height").integer(1, LARGEST_PICTURE),
            images.optional("resize").map(v -> v.choice(RESIZE)).orElse(Resize.STRETCH));
    Channels channels =
        images.optional("channels").map(v -> v.choice(CHANNELS)).orElse(Channels.RGB);
    Layout layout = images.optional("layout").map(v -> v.choice(LAYOUT)).orElse(Layout.NCHW);
    double scale = images.optional("scale").map(DataReader::positive).orElse(1.0 / 255);
    int count = channels == Channels.GRAY ? 1 : 3;
    List<Double> mean = numbers(images.optional("mean"), count, false, 0.0);
    List<Double> std = numbers(images.optional("std"), count, true, 1.0);
    return Optional.of(
        new DataSpec.Images(input, sizing, channels, layout, new Normalization(scale, mean, std)));
  }

  private static List<Double> numbers(
      Optional<Value> list, int channels, boolean positive, double usual) {
    if (list.isEmpty()) {
      return List.of(usual);
    }
    List<Double> numbers = new ArrayList<>();
    for (Value item : list.get().items(1, 3)) {
      numbers.add(positive ? positive(item) : item.decimal().doubleValue());
    }
    if (numbers.size() != 1 && numbers.size() != channels) {
      list.get()
          .fault(
              channels == 1
                  ? "one number expected for gray pictures, found " + numbers.size()
                  : "one number or one a channel (3) expected, found " + numbers.size());
      return List.of(usual);
    }
    return numbers;
  }

  private static double positive(Value value) {
    double number = value.decimal().doubleValue();
    if (!(number > 0)) {
      if (value.isFaultless()) {
        value.fault("a number above 0 expected, found " + number);
      }
      return 1;
    }
    return number;
  }

  private static Optional<DataSpec> text(Fields text, List<Source> tokenizer) {
    tokenizer.add(text.required("tokenizer").object(SourceReader::read));
    String field = text.optional("field").map(Value::text).orElse("text");
    Optional<String> label = text.optional("labelField").map(Value::text);
    int maxLength = text.optional("maxLength").map(v -> (int) v.integer(1, 1 << 20)).orElse(128);
    return Optional.of(new DataSpec.Text(field, label, maxLength));
  }
}
