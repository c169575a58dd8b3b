package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Destination;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.evaluate.LatencySettings;
import dev.lathe.engine.evaluate.Pooling;
import dev.lathe.engine.evaluate.gate.Gate;
import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.train.Device;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a CompressionJob from its root. */
final class ManifestReader {
  static final Choices<Pooling> POOLING =
      Choices.of("None", Pooling.NONE).or("Mean", Pooling.MEAN).or("First", Pooling.FIRST);
  private static final Choices<Device> DEVICE =
      Choices.of("Auto", Device.AUTO).or("Cpu", Device.CPU).or("Cuda", Device.CUDA);
  private static final String API = "compression.lathe.dev/v1alpha1";
  private static final String KIND = "CompressionJob";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final int LONGEST_NAME = 52;

  /** They say how a cluster runs the job, and nothing about its result. */
  private static final String[] OF_THE_CLUSTER = {
    "runtimeRef",
    "resources",
    "nodeSelector",
    "tolerations",
    "priorityClassName",
    "serviceAccountName",
    "queueName",
    "suspend",
    "backoffLimit",
    "activeDeadlineSeconds",
    "pendingDeadlineSeconds",
    "ttlSecondsAfterFinished"
  };

  private ManifestReader() {}

  static Manifest read(Value root) {
    return root.object(fields -> {
      requireWord(fields, "apiVersion", API);
      requireWord(fields, "kind", KIND);
      String name = fields.required("metadata").object(ManifestReader::name);
      Manifest manifest = fields.required("spec").object(spec -> spec(name, spec));
      fields.ignore("status");
      return manifest;
    });
  }

  private static void requireWord(Fields fields, String field, String word) {
    fields.required(field).choice(Choices.of(word, word));
  }

  private static String name(Fields metadata) {
    Optional<Value> written = metadata.optional("name");
    if (written.isEmpty() && metadata.optional("generateName").isEmpty()) {
      metadata.required("name");
    }
    metadata.ignoreRest(); // what else an API server keeps there
    String name = written.map(Value::text).orElse("");
    if (!name.isEmpty() && (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME)) {
      written
          .orElseThrow()
          .fault(
              "a name of at most %d lower-case letters, digits and '-' expected, found \"%s\""
                  .formatted(LONGEST_NAME, name));
    }
    return name;
  }

  private static Manifest spec(String name, Fields spec) {
    Manifest.Inputs inputs =
        new Manifest.Inputs(
            spec.required("source").object(SourceReader::read),
            spec.optional("data")
                .map(v -> v.object(ManifestReader::data))
                .orElse(new Manifest.DataSources(new LinkedHashMap<>())));
    List<Step> recipe = new ArrayList<>();
    for (Value step : spec.required("recipe").items(1, 16)) {
      step.object(StepReader::read).ifPresent(recipe::add);
    }
    ServingTarget target =
        spec.optional("target")
            .map(value -> value.object(ManifestReader::target))
            .orElse(ServingTarget.HERE);
    Manifest.Comparison comparison =
        spec.optional("evaluation")
            .map(value -> value.object(ManifestReader::comparison))
            .orElse(
                new Manifest.Comparison(Optional.empty(), Pooling.NONE, 32, LatencySettings.USUAL));
    List<Gate> gates = gates(spec);
    Optional<Destination> output =
        spec.optional("output").map(value -> value.object(SourceReader::destination));
    long seed = spec.optional("seed").map(v -> v.integer(0, Long.MAX_VALUE)).orElse(0L);
    OptionalInt threads =
        spec.optional("threads").stream().mapToInt(v -> (int) v.integer(1, 256)).findFirst();
    Manifest.Learning learning = learning(spec);
    spec.ignore(OF_THE_CLUSTER);
    ManifestRules.check(spec, inputs, recipe, gates);
    TrainingRules.check(spec, inputs.data(), recipe);
    return new Manifest(
        name,
        inputs,
        recipe,
        new Manifest.Judging(comparison, gates),
        new Manifest.Running(target, output, seed, threads, learning));
  }

  private static Manifest.DataSources data(Fields data) {
    SequencedMap<Role, Manifest.DataSource> sources = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      data.optional(role.text())
          .flatMap(value -> value.object(fields -> DataReader.read(fields, role)))
          .ifPresent(source -> sources.put(role, source));
    }
    return new Manifest.DataSources(sources);
  }

  private static Manifest.Learning learning(Fields spec) {
    return new Manifest.Learning(
        spec.optional("device").map(v -> v.choice(DEVICE)).orElse(Device.AUTO),
        spec.optional("checkpoint").map(v -> v.object(ManifestReader::checkpoint)));
  }

  private static Manifest.CheckpointPlace checkpoint(Fields checkpoint) {
    return new Manifest.CheckpointPlace(
        SourceReader.folder(checkpoint.required("uri")),
        Duration.ofSeconds(
            checkpoint.optional("intervalSeconds").map(v -> v.integer(1, 86_400)).orElse(300L)));
  }

  private static ServingTarget target(Fields target) {
    boolean tensorRt =
        target
            .optional("runtime")
            .map(v -> v.choice(Choices.of("OnnxRuntime", false).or("TensorRt", true)))
            .orElse(false);
    Optional<Value> written = target.optional("instructionSet");
    ServingTarget set =
        written.map(v -> v.choice(ServingTarget.INSTRUCTION_SETS)).orElse(ServingTarget.HERE);
    if (tensorRt && set != ServingTarget.HERE) {
      written.orElseThrow().fault("TensorRt runs on GPUs: leave instructionSet at Auto");
    }
    return tensorRt ? ServingTarget.TENSOR_RT : set;
  }

  private static Manifest.Comparison comparison(Fields evaluation) {
    return new Manifest.Comparison(
        evaluation.optional("output").map(Value::text),
        evaluation.optional("pooling").map(v -> v.choice(POOLING)).orElse(Pooling.NONE),
        evaluation.optional("batchSize").map(v -> (int) v.integer(1, 65_536)).orElse(32),
        evaluation
            .optional("latency")
            .map(v -> v.object(ManifestReader::latency))
            .orElse(LatencySettings.USUAL));
  }

  private static LatencySettings latency(Fields latency) {
    LatencySettings usual = LatencySettings.USUAL;
    return new LatencySettings(
        latency
            .optional("batchSize")
            .map(v -> (int) v.integer(1, 65_536))
            .orElse(usual.batchSize()),
        latency.optional("runs").map(v -> (int) v.integer(1, 1_000_000)).orElse(usual.runs()),
        latency.optional("warmup").map(v -> (int) v.integer(0, 100_000)).orElse(usual.warmup()));
  }

  private static List<Gate> gates(Fields spec) {
    List<Gate> gates = new ArrayList<>();
    Set<String> names = new HashSet<>();
    spec.optional("gates")
        .ifPresent(list -> {
          for (Value item : list.items(0, 32)) {
            item.object(GateReader::read)
                .ifPresent(gate -> {
                  gates.add(gate);
                  if (!names.add(gate.name())) {
                    item.fault(
                        "there is a gate '%s' already: give each a name".formatted(gate.name()));
                  }
                });
          }
        });
    return gates;
  }
}
