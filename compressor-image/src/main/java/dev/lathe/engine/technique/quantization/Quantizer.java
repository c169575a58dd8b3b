package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.technique.quantization.ProgressListener.Stage;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.technique.quantization.Quantized.KeptLayer;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/** Quantizes models after training. */
public final class Quantizer {
  private final QuantizationConfig config;
  private final Optional<Activations> activations;
  private final ProgressListener listener;
  private final List<String> notes = new ArrayList<>();

  private Quantizer(
      QuantizationConfig config, Optional<Activations> activations, ProgressListener listener) {
    this.config = config;
    this.activations = activations;
    this.listener = listener;
  }

  /**
   * Returns the model with what can be quantized quantized. The same arguments give the same bytes.
   *
   * @param model of opset 11 or newer in dynamic mode, 13 or newer in static mode; its initializers
   *     hold its weights
   * @param activations runs models over the calibration data; needed in static mode, and of use in
   *     dynamic mode
   * @throws EngineException if static mode, or an option that needs data, has none; if weights or
   *     activations are not finite; if nothing of the model can be quantized
   */
  public static Quantized quantize(
      Model model,
      QuantizationConfig config,
      Optional<Activations> activations,
      ProgressListener listener) {
    return switch (config.mode()) {
      case DYNAMIC -> {
        Quantizer quantizer = of(model, config, activations, listener);
        yield Requirements.requireDone(quantizer.dynamic(model));
      }
      case STATIC -> form(model, config, activations, listener).quantized();
    };
  }

  /** Quantizes statically and tells where. */
  static StaticForm form(
      Model model,
      QuantizationConfig config,
      Optional<Activations> activations,
      ProgressListener listener) {
    StaticForm form = of(model, config, activations, listener).statically(model);
    Requirements.requireDone(form.quantized());
    return form;
  }

  private static Quantizer of(
      Model model,
      QuantizationConfig config,
      Optional<Activations> activations,
      ProgressListener listener) {
    Requirements.check(model, config, activations);
    Quantizer quantizer = new Quantizer(config, activations, listener);
    quantizer.tellOfStorage();
    for (String sentence : config.scope().idle(model.graph().nodes())) {
      quantizer.notes.add("exclude: " + sentence);
    }
    return quantizer;
  }

  private void tellOfStorage() {
    if (config.weights().bits() < 8) {
      notes.add(
          "weights of %d bits are stored in bytes, which runtimes multiply as integers"
              .formatted(config.weights().bits()));
    }
  }

  private Quantized dynamic(Model source) {
    Prepared prepared = prepare(source, DynamicQuantization::obstacle);
    WeightRounding rounding = new WeightRounding(config, prepared.findings());
    SequencedMap<String, LinearLayer> byWeight = new LinkedHashMap<>();
    prepared.layers().layers().forEach(layer -> byWeight.putIfAbsent(layer.weightName(), layer));
    listener.progress(Stage.QUANTIZE, 0, "rounding " + Count.of(byWeight.size(), "weight"));
    Map<String, WeightRounding.Rounded> rounded = new HashMap<>();
    byWeight.values().parallelStream()
        .map(layer -> Map.entry(layer.weightName(), rounding.round(layer, List.of())))
        .toList()
        .forEach(entry -> rounded.put(entry.getKey(), entry.getValue()));
    GraphEditor editor = prepared.model().graph().edit();
    Embeddings.Result embeddings = Embeddings.quantize(prepared.model(), config.scope(), editor);
    List<QuantizedLayer> layers =
        DynamicQuantization.apply(editor, prepared.layers().layers(), rounded);
    return result(prepared, editor.toGraph(), layers, embeddings);
  }

  private StaticForm statically(Model source) {
    Function<LinearLayer, Optional<String>> obstacle =
        layer -> StaticQuantization.obstacle(source, layer, config);
    Prepared prepared =
        prepare(
            MergeBias.apply(source, LinearLayers.find(source, config.scope(), obstacle).layers()),
            obstacle);
    StaticPass.Result done =
        new StaticPass(prepared, config, activations.orElseThrow(), listener).apply();
    if (!done.spared().isEmpty()) {
      notes.add(
          "%s to which the output is most sensitive %s in floating point"
              .formatted(
                  Count.of(done.spared().size(), "small convolution"),
                  Count.form(done.spared().size(), "stays", "stay")));
    }
    List<KeptLayer> kept = new ArrayList<>(prepared.layers().kept());
    kept.addAll(done.spared());
    Quantized quantized =
        result(
            new Prepared(
                prepared.model(),
                new LinearLayers(prepared.layers().layers(), kept),
                prepared.findings()),
            done.graph(),
            done.layers(),
            done.embeddings());
    return new StaticForm(quantized, prepared.layers().layers(), done.sites());
  }

  /** Finds the layers and, where there is data for it, studies and smooths their inputs. */
  private Prepared prepare(Model model, Function<LinearLayer, Optional<String>> obstacle) {
    LinearLayers found = LinearLayers.find(model, config.scope(), obstacle);
    boolean compensate =
        switch (config.weights().rounding()) {
          case AUTO -> config.mode() == Mode.DYNAMIC;
          case COMPENSATED -> true;
          case NEAREST -> false;
        };
    boolean smooth = config.activations().smoothing() != Choice.OFF;
    boolean products = found.layers().stream().anyMatch(LinearLayer::isProduct);
    if (activations.isEmpty() || !products || !(compensate || smooth)) {
      return new Prepared(model, found, InputStudy.Findings.NONE);
    }
    InputStudy.Findings findings =
        new InputStudy(model, activations.get(), listener).of(found.layers(), compensate);
    if (!smooth) {
      return new Prepared(model, found, findings);
    }
    Smoothing.Smoothed smoothed = Smoothing.apply(model, found.layers(), findings);
    int count = smoothed.folded().size() + smoothed.inserted().size();
    if (count > 0) {
      notes.add(
          "outlying channels of %s are scaled down, of %d by a node of its own"
              .formatted(Count.of(count, "activation"), smoothed.inserted().size()));
    }
    return new Prepared(
        smoothed.model(),
        LinearLayers.find(smoothed.model(), config.scope(), obstacle),
        smoothed.findings());
  }

  private Quantized result(
      Prepared prepared, Graph graph, List<QuantizedLayer> done, Embeddings.Result embeddings) {
    List<QuantizedLayer> layers = new ArrayList<>(embeddings.layers());
    layers.addAll(done);
    List<KeptLayer> kept = new ArrayList<>(embeddings.kept());
    kept.addAll(prepared.layers().kept());
    Map<String, Integer> position = new HashMap<>();
    for (Node node : prepared.model().graph().nodes()) {
      position.putIfAbsent(LinearLayer.nameOf(node), position.size());
    }
    layers.sort(Comparator.comparingInt(layer -> position.getOrDefault(layer.name(), 0)));
    kept.sort(Comparator.comparingInt(layer -> position.getOrDefault(layer.name(), 0)));
    listener.progress(Stage.QUANTIZE, 1, Count.of(layers.size(), "layer") + " quantized");
    return new Quantized(
        prepared.model().withGraph(UnusedInitializers.remove(graph)), layers, kept, notes);
  }
}
