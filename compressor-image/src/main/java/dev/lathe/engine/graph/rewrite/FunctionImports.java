package dev.lathe.engine.graph.rewrite;

import dev.lathe.engine.graph.Function;
import dev.lathe.engine.graph.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Brings together the versions of operators that a model is of and those that its functions are of.
 *
 * <p>ONNX binds the nodes of a function to the versions that it imports, and lets them differ from
 * those of the model where every node means the same in both ({@code ModelProto.functions}). A file
 * may break that rule, and ONNX Runtime takes the versions of the model throughout. So a model
 * becomes one of the newest version of the standard operators among its functions, and what is of
 * an older one is converted. Operators of other domains cannot be: a function of another version
 * than the model stays a function.
 *
 * <p>Departs from ONNX's own inliner, which converts a function to the version of the model, up or
 * down, and only when asked to; a newer operator need not exist in an older version.
 *
 * @param model the given one, which computes the same, with all imports that its functions need
 * @param obstacles why functions cannot become part of its graph
 */
record FunctionImports(Model model, SequencedMap<Function.Id, String> obstacles) {
  FunctionImports {
    obstacles = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(obstacles));
  }

  static FunctionImports of(Model model) {
    SequencedMap<Function.Id, Function> called = CalledFunctions.of(model);
    SequencedMap<Function.Id, String> obstacles = new LinkedHashMap<>();
    Model merged = model;
    long newest = model.opset();
    for (Function function : called.values()) {
      Optional<String> clash = clash(function, merged);
      if (clash.isPresent()) {
        obstacles.put(function.id(), clash.get());
      } else {
        merged = merged(merged, function);
        newest = Math.max(newest, version(function, model));
      }
    }
    if (newest == model.opset()) {
      return new FunctionImports(merged, obstacles);
    }
    Rewrite.Outcome raised = new UpgradeOpset(newest).apply(merged);
    for (Function function : called.values()) {
      long version = version(function, raised.model());
      if (version > raised.model().opset()) {
        obstacles.putIfAbsent(
            function.id(),
            "it is of operator set %d, and the model of operator set %d cannot be converted: %s"
                .formatted(version, model.opset(), raised.refusals().getFirst()));
      }
    }
    return new FunctionImports(raised.model(), obstacles);
  }

  /** Returns the version of the standard operators that a function of a model is of. */
  static long version(Function function, Model model) {
    return function.opsets().getOrDefault("", model.opset());
  }

  private static Optional<String> clash(Function function, Model model) {
    long version = version(function, model);
    if (version != model.opset()
        && (Math.min(version, model.opset()) < Prepare.OLDEST_OPSET
            || Math.max(version, model.opset()) > UpgradeOpset.NEWEST)) {
      return Optional.of(
          "it is of operator set %d, the model of %d, and only %d to %d can be converted"
              .formatted(version, model.opset(), Prepare.OLDEST_OPSET, UpgradeOpset.NEWEST));
    }
    for (Map.Entry<String, Long> imported : function.opsets().entrySet()) {
      Long other = model.opsets().get(imported.getKey());
      if (!imported.getKey().isEmpty() && other != null && !other.equals(imported.getValue())) {
        return Optional.of(
            "it imports version %d of %s, the model version %d"
                .formatted(imported.getValue(), imported.getKey(), other));
      }
    }
    return Optional.empty();
  }

  private static Model merged(Model model, Function function) {
    Model merged = model;
    for (Map.Entry<String, Long> imported : function.opsets().entrySet()) {
      if (!model.opsets().containsKey(imported.getKey())) {
        merged = merged.withOpset(imported.getKey(), imported.getValue());
      }
    }
    return merged;
  }
}
