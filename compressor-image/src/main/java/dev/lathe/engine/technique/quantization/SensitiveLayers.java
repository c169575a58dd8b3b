package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.GraphIndex;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.graph.shape.ShapeInference;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Finds the convolutions that are better left in floating point: few weights, and an error out of
 * all proportion.
 *
 * <p>Of each small convolution the weights are rounded, and the values that would be exact if it
 * were kept; that alone, and the model run on a few calibration samples. What its output departs
 * from the original's is the layer's error. The worst layer is kept, and the next, as long as its
 * error is more than twice an equal share of the error that is left of all layers together. The
 * layers that are tried are the smallest, which together hold a twentieth of the weights, so that
 * the file grows by no more than that; and those kept do at most a fifth of the multiplications, so
 * that the rest still makes a model faster.
 *
 * <p>Source: the analysis of single layers in Wu et al., "Integer Quantization for Deep Learning
 * Inference", 2020, section 5.2 (arXiv:2004.09602). Departs in what is compared and when it ends:
 * they keep layers until an accuracy is met, which needs labels; here nothing but inputs is seen.
 */
final class SensitiveLayers {
  private static final double MOST_OF_WEIGHTS = 0.05;
  private static final double MOST_OF_PRODUCTS = 0.2;
  private static final double TIMES_ITS_SHARE = 2;
  private static final long SAMPLES = 16;

  /** Error against power of the output below which no layer is worth keeping: 40 dB. */
  private static final double SMALL_ERROR = 1e-4;

  /** They hide errors of sure answers; what goes into them does not. */
  private static final Set<String> SQUASHING = Set.of("Softmax", "LogSoftmax", "Identity");

  private final Model model;
  private final Activations activations;
  private final Trial trial;
  private final ProgressListener listener;

  /** Makes the models that are tried. */
  interface Trial {
    /** Returns the model with these layers rounded. */
    Model rounded(List<LinearLayer> layers);

    /** Returns the values that are rounded with these layers, and are not without one of them. */
    Set<String> ownValues(LinearLayer layer, List<LinearLayer> layers);

    /** Returns the model with the weights of a layer rounded, and of all values only these. */
    Model roundedAlone(LinearLayer layer, Set<String> values);
  }

  /**
   * @param model with nothing rounded
   */
  SensitiveLayers(Model model, Activations activations, Trial trial, ProgressListener listener) {
    this.model = model;
    this.activations = activations;
    this.trial = trial;
    this.listener = listener;
  }

  /**
   * A layer to be kept.
   *
   * @param timesItsShare its error, in equal shares of the error of all layers not kept before it
   */
  record Sensitive(LinearLayer layer, double timesItsShare) {}

  /**
   * What the model puts out, batch by batch, and how many multiplications each layer takes for it,
   * by the layer's output.
   */
  private record Original(
      List<SequencedMap<String, float[]>> outputs, SequencedMap<String, Double> products) {}

  /** A layer that might be kept, what would be exact then, and the error that this makes. */
  private record Candidate(LinearLayer layer, Set<String> values, double error) {}

  /** Returns the layers to keep, the most sensitive first. */
  List<Sensitive> among(List<LinearLayer> layers) {
    List<LinearLayer> small = smallest(layers);
    List<String> watched = watched();
    if (small.isEmpty() || watched.isEmpty()) {
      return List.of();
    }
    Original original = run(layers, watched);
    double left = error(trial.rounded(layers), original);
    List<LinearLayer> rounded = new ArrayList<>(layers);
    List<Candidate> candidates = left < SMALL_ERROR ? List.of() : tried(small, rounded, original);
    double mostProducts = MOST_OF_PRODUCTS * sum(original.products().values());
    List<Sensitive> chosen = new ArrayList<>();
    while (!candidates.isEmpty()) {
      Candidate worst = Collections.max(candidates, Comparator.comparingDouble(Candidate::error));
      double share = left / rounded.size();
      if (!(worst.error() > TIMES_ITS_SHARE * share)) {
        break;
      }
      candidates.remove(worst);
      double more = Objects.requireNonNull(original.products().get(outputOf(worst.layer())));
      if (more <= mostProducts) {
        mostProducts -= more;
        rounded.remove(worst.layer());
        chosen.add(new Sensitive(worst.layer(), worst.error() / share));
        candidates.replaceAll(one -> triedAgain(one, rounded, original));
        // errors of layers alone may add up to more than the error of all
        left =
            Math.max(left - worst.error(), sum(candidates.stream().map(Candidate::error).toList()));
      }
    }
    return chosen;
  }

  private static double sum(Collection<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static String outputOf(LinearLayer layer) {
    return layer.node().output();
  }

  private List<Candidate> tried(
      List<LinearLayer> small, List<LinearLayer> rounded, Original original) {
    List<Candidate> candidates = new ArrayList<>();
    for (LinearLayer layer : small) {
      listener.progress(
          ProgressListener.Stage.CALIBRATE,
          (double) candidates.size() / small.size(),
          "rounding " + layer.name() + " alone");
      candidates.add(tried(layer, trial.ownValues(layer, rounded), original));
    }
    return candidates;
  }

  private Candidate tried(LinearLayer layer, Set<String> values, Original original) {
    return new Candidate(layer, values, error(trial.roundedAlone(layer, values), original));
  }

  /** A neighbour that was kept may leave a layer more values of its own. */
  private Candidate triedAgain(Candidate before, List<LinearLayer> rounded, Original original) {
    Set<String> values = trial.ownValues(before.layer(), rounded);
    return values.equals(before.values()) ? before : tried(before.layer(), values, original);
  }

  /** Returns the convolutions with the fewest weights, as many as the bound allows. */
  private static List<LinearLayer> smallest(List<LinearLayer> layers) {
    long left =
        (long) (MOST_OF_WEIGHTS * layers.stream().mapToLong(l -> l.weights().sizeInBytes()).sum());
    List<LinearLayer> small = new ArrayList<>();
    for (LinearLayer layer :
        layers.stream()
            .filter(layer -> !layer.isProduct())
            .sorted(Comparator.comparingLong(layer -> layer.weights().sizeInBytes()))
            .toList()) {
      left -= layer.weights().sizeInBytes();
      if (left >= 0) {
        small.add(layer);
      }
    }
    return small;
  }

  /** Returns the values that tell how far the model is off. */
  private List<String> watched() {
    Graph typed = ShapeInference.infer(model).graph();
    GraphIndex index = new GraphIndex(model.graph());
    List<String> values = new ArrayList<>();
    for (Value output : model.graph().outputs()) {
      String value = output.name();
      Optional<Node> producer = index.producer(value);
      while (producer.filter(node -> hidesErrors(node, typed)).isPresent()) {
        value = producer.orElseThrow().input(0);
        producer = index.producer(value);
      }
      if (isFloat(value, typed) && producer.isPresent()) {
        values.add(value);
      }
    }
    return values.stream().distinct().toList();
  }

  private static boolean hidesErrors(Node node, Graph typed) {
    return SQUASHING.contains(node.opType()) || (node.is("Cast") && isFloat(node.input(0), typed));
  }

  private static boolean isFloat(String value, Graph typed) {
    return typed.declaredType(value).stream()
        .anyMatch(type -> type instanceof TensorType tensor && tensor.elementType() == DType.FLOAT);
  }

  private Original run(List<LinearLayer> layers, List<String> watched) {
    Probe probe = new Probe(model);
    watched.forEach(probe::value);
    Map<LinearLayer, String> sizes = new IdentityHashMap<>();
    layers.forEach(layer -> sizes.put(layer, probe.size(outputOf(layer))));
    SequencedMap<String, Double> products = new LinkedHashMap<>();
    layers.forEach(layer -> products.put(outputOf(layer), 0.0));
    List<SequencedMap<String, float[]>> outputs = new ArrayList<>();
    activations.runSome(
        probe.toModel(),
        SAMPLES,
        batch -> {
          SequencedMap<String, float[]> values = new LinkedHashMap<>();
          watched.forEach(value -> values.put(value, InputStudy.get(batch, value).toFloats()));
          outputs.add(values);
          sizes.forEach((layer, size) ->
              products.merge(
                  outputOf(layer),
                  (double) layer.productsPerOutput() * InputStudy.get(batch, size).longAt(0),
                  Double::sum));
        });
    return new Original(outputs, products);
  }

  /** Returns the power of what outputs are off, in shares of their own, added up over outputs. */
  private double error(Model rounded, Original original) {
    SequencedMap<String, double[]> sums = new LinkedHashMap<>();
    Probe probe = new Probe(rounded);
    original.outputs().getFirst().keySet().forEach(probe::value);
    int[] at = {0};
    activations.runSome(
        probe.toModel(),
        SAMPLES,
        batch ->
            original
                .outputs()
                .get(at[0]++)
                .forEach((value, exact) -> {
                  double[] sum = sums.computeIfAbsent(value, name -> new double[2]);
                  Tensor found = InputStudy.get(batch, value);
                  float[] numbers = found.toFloats();
                  for (int i = 0; i < exact.length; i++) {
                    double off = (double) exact[i] - numbers[i];
                    sum[0] += off * off;
                    sum[1] += (double) exact[i] * exact[i];
                  }
                }));
    return sums.values().stream().mapToDouble(sum -> sum[1] == 0 ? 0 : sum[0] / sum[1]).sum();
  }
}
