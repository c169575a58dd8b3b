package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphEditor;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.quantization.Quantized.KeptLayer;
import dev.lathe.engine.wording.Count;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/** Rounds a prepared model statically: finds ranges, spares sensitive layers, places the pairs. */
final class StaticPass {
  private final Prepared prepared;
  private final QuantizationConfig config;
  private final Activations activations;
  private final ProgressListener listener;

  StaticPass(
      Prepared prepared,
      QuantizationConfig config,
      Activations activations,
      ProgressListener listener) {
    this.prepared = prepared;
    this.config = config;
    this.activations = activations;
    this.listener = listener;
  }

  /** A rounded graph, and what was done to its layers. */
  record Result(
      Graph graph,
      List<QuantizedLayer> layers,
      List<KeptLayer> spared,
      Embeddings.Result embeddings,
      Sites sites) {}

  Result apply() {
    Model model = prepared.model();
    List<LinearLayer> layers = prepared.layers().layers();
    Placement placement = place(layers);
    RangeStudy.Findings seen = study(placement);
    Means means =
        config.weights().biasCorrection() == Choice.OFF
            ? Means.NONE
            : new Means(prepared.findings().means(), seen.means());
    List<KeptLayer> spared = new ArrayList<>();
    if (config.scope().keepFloat() != Choice.OFF) {
      layers = new ArrayList<>(layers);
      for (SensitiveLayers.Sensitive sensitive : sensitive(placement, seen, means)) {
        layers.remove(sensitive.layer());
        spared.add(
            LinearLayers.keep(
                sensitive.layer().node(),
                String.format(
                    Locale.ROOT,
                    "rounded, it would add %.1f times its share to the output's error",
                    sensitive.timesItsShare())));
      }
    }
    listener.progress(
        ProgressListener.Stage.QUANTIZE, 0, "rounding " + Count.of(layers.size(), "layer"));
    GraphEditor editor = model.graph().edit();
    Embeddings.Result embeddings = Embeddings.quantize(model, config.scope(), editor);
    Placement remaining = place(layers);
    SequencedMap<String, Range> ranges = new ActivationRanges(model, remaining).from(seen.ranges());
    QuantizePairs pairs = new QuantizePairs(editor, ranges, remaining.rounded(), config);
    List<QuantizedLayer> done = round(editor, layers, pairs, means);
    return new Result(editor.toGraph(), done, spared, embeddings, pairs.sites());
  }

  private List<SensitiveLayers.Sensitive> sensitive(
      Placement placement, RangeStudy.Findings seen, Means means) {
    return new SensitiveLayers(
            prepared.model(),
            activations,
            new Trial(new ActivationRanges(prepared.model(), placement).from(seen.ranges()), means),
            listener)
        .among(prepared.layers().layers());
  }

  /** Rounds some of the layers by ranges found for all. */
  private final class Trial implements SensitiveLayers.Trial {
    private final SequencedMap<String, Range> ranges;
    private final Means means;

    Trial(SequencedMap<String, Range> ranges, Means means) {
      this.ranges = ranges;
      this.means = means;
    }

    @Override
    public Model rounded(List<LinearLayer> layers) {
      return rounded(layers, place(layers).rounded());
    }

    @Override
    public Set<String> ownValues(LinearLayer layer, List<LinearLayer> layers) {
      List<LinearLayer> others = new ArrayList<>(layers);
      others.remove(layer);
      Set<String> own = place(layers).rounded();
      own.removeAll(place(others).rounded());
      return own;
    }

    @Override
    public Model roundedAlone(LinearLayer layer, Set<String> values) {
      return rounded(List.of(layer), values);
    }

    private Model rounded(List<LinearLayer> layers, Set<String> values) {
      GraphEditor editor = prepared.model().graph().edit();
      round(editor, layers, new QuantizePairs(editor, ranges, values, config), means);
      return prepared.model().withGraph(UnusedInitializers.remove(editor.toGraph()));
    }
  }

  private Placement place(List<LinearLayer> layers) {
    return Placement.of(prepared.model(), layers, config.target());
  }

  private List<QuantizedLayer> round(
      GraphEditor editor, List<LinearLayer> layers, QuantizePairs pairs, Means means) {
    return new StaticQuantization(
            prepared.model(),
            config,
            new WeightRounding(config, prepared.findings()),
            pairs,
            editor)
        .apply(layers, place(layers), means);
  }

  /** Learns of the values that are rounded, running the model for as few as possible. */
  private RangeStudy.Findings study(Placement placement) {
    Calibration calibration = config.activations().calibration();
    SequencedMap<String, Range> known = new LinkedHashMap<>();
    if (calibration.method() == Calibration.Method.MIN_MAX) {
      prepared
          .findings()
          .inputs()
          .forEach((value, seen) ->
              known.put(placement.source(value), new Range(seen.min(), seen.max())));
    }
    SequencedSet<String> unknown = new LinkedHashSet<>(placement.calibrated());
    unknown.removeAll(known.keySet());
    SequencedMap<String, Integer> ranks = new LinkedHashMap<>();
    for (LinearLayer layer : prepared.layers().layers()) {
      if (layer.kind() == LinearLayer.Kind.CONV && unknown.contains(layer.input())) {
        ranks.put(layer.input(), layer.weights().shape().rank());
      }
    }
    if (unknown.isEmpty()) {
      return new RangeStudy.Findings(known, new LinkedHashMap<>());
    }
    RangeStudy.Findings found =
        new RangeStudy(prepared.model(), activations, calibration, listener).of(unknown, ranks);
    known.putAll(found.ranges());
    return new RangeStudy.Findings(known, found.means());
  }
}
