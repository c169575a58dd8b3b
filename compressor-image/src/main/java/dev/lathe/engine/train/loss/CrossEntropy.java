package dev.lathe.engine.train.loss;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import dev.lathe.engine.train.loss.Prediction.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * The negative logarithm of the probability that a model gives the right class, as {@code
 * torch.nn.CrossEntropyLoss} has it: averaged by the weights of the classes that are right, and
 * with label smoothing, a share of it, averaged over all classes.
 *
 * <p>An output [n, classes] takes labels [n]; one with further axes takes targets without the axis
 * of the classes. Where the output is probabilities by a softmax, the loss is that of the scores
 * before it. Departs from PyTorch in one point: a batch without any label has the loss 0, not NaN.
 *
 * <p>Label smoothing: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision",
 * CVPR 2016, section 7 (arXiv:1512.00567).
 *
 * @param labelSmoothing in [0, 1)
 * @param classWeights one for each class, none negative; empty: all alike
 * @param partial whether samples without a label, told by the label -1, are left out; else they are
 *     refused
 */
public record CrossEntropy(double labelSmoothing, List<Double> classWeights, boolean partial)
    implements Loss {
  public CrossEntropy {
    classWeights = List.copyOf(classWeights);
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing in [0, 1) expected, found " + labelSmoothing);
    }
    ClassWeights.requireValid(classWeights);
  }

  /** Cross-entropy without smoothing or weights, of which every sample has a label. */
  public static CrossEntropy plain() {
    return new CrossEntropy(0, List.of(), false);
  }

  @Override
  public String name() {
    return "CrossEntropy";
  }

  @Override
  public Term write(Formula formula, Prediction prediction, String field) {
    requireFits(prediction, field);
    int labelRank = (int) prediction.rank().orElse(2) - 1;
    String[] extents = new String[labelRank];
    java.util.Arrays.setAll(extents, axis -> axis == 0 ? "n" : "labels_" + axis);
    String labels = formula.input("loss/labels", DType.INT64, Formula.open(extents));

    String scores = prediction.scoresOfClasses(formula);
    String logarithms = formula.logSoftmax(scores);
    String zero = formula.constant(Tensor.ofLongs(Shape.scalar(), 0));
    String labelled = formula.op("Not", formula.op("Less", labels, zero));
    String safe = formula.op("Where", labelled, labels, zero);
    String counted = formula.real(labelled, DType.BOOL);
    String picked =
        formula.squeeze(
            formula.op(
                "GatherElements",
                Map.of("axis", Attribute.of(-1)),
                logarithms,
                formula.unsqueeze(safe, -1)),
            -1);
    String loss;
    if (classWeights.isEmpty()) {
      String smoothed =
          labelSmoothing == 0
              ? picked
              : mixed(formula, picked, formula.reduce("ReduceMean", logarithms, -1));
      loss = formula.op("Neg", formula.weightedMean(smoothed, counted));
    } else {
      loss = weighted(formula, picked, logarithms, safe, counted);
    }
    String guess =
        formula.op("ArgMax", Map.of("axis", Attribute.of(-1), "keepdims", Attribute.of(0)), scores);
    String right = formula.real(formula.op("Equal", guess, labels), DType.BOOL);
    String accuracy = formula.output("loss/accuracy", formula.weightedMean(right, counted));
    return new Term(
        loss,
        List.of(new Measure("accuracy", accuracy, true)),
        batch -> labels(batch, labels, prediction, field));
  }

  private String mixed(Formula formula, String right, String all) {
    return formula.add(
        formula.scale(right, 1 - labelSmoothing), formula.scale(all, labelSmoothing));
  }

  /** As PyTorch: smoothing weighs the classes it spreads over, and both parts share a divisor. */
  private String weighted(
      Formula formula, String picked, String logarithms, String safe, String counted) {
    String weights = formula.real(formula.constant(ClassWeights.tensor(classWeights)), DType.FLOAT);
    String each = formula.multiply(formula.op("Gather", weights, safe), counted);
    String right = formula.weightedMean(picked, each);
    if (labelSmoothing == 0) {
      return formula.op("Neg", right);
    }
    String spread = formula.reduce("ReduceMean", formula.multiply(logarithms, weights), -1);
    String all =
        formula.divide(
            formula.reduce("ReduceSum", formula.multiply(spread, counted)),
            formula.op("Max", formula.reduce("ReduceSum", each), formula.number(1e-12)));
    return formula.op("Neg", mixed(formula, right, all));
  }

  private void requireFits(Prediction prediction, String field) {
    if (prediction.activation() == Activation.SIGMOID) {
      throw LossMisfit.ofOutput(
          field + ".type", name(), prediction, "it comes of a Sigmoid, for BinaryCrossEntropy");
    }
    long rank = prediction.rank().orElse(2);
    OptionalLong classes = prediction.classes();
    if (rank < 2 || classes.orElse(2) < 2) {
      throw LossMisfit.ofOutput(
          field + ".type", name(), prediction, "it has no axis of at least two classes");
    }
    ClassWeights.requireCount(classWeights, classes, prediction, field);
  }

  private SequencedMap<String, Tensor> labels(
      Batch batch, String input, Prediction prediction, String field) {
    SequencedMap<String, Tensor> fed = new LinkedHashMap<>();
    boolean none = batch.labels().isEmpty() && batch.targets().isEmpty();
    if (partial && none && prediction.rank().orElse(2) == 2) {
      fed.put(input, unlabelled(batch.size()));
      return fed;
    }
    Tensor given = Targets.classes(batch, field, name());
    Tensor labels = given.reshape(shape(given.shape(), prediction, field));
    long classes = prediction.classes().orElse(Long.MAX_VALUE);
    for (long i = 0; i < labels.elementCount(); i++) {
      long label = labels.longAt(i);
      if (label >= classes || label < (partial ? -1 : 0)) {
        throw LossMisfit.ofData(field, outOfRange(label, classes));
      }
    }
    fed.put(input, labels);
    return fed;
  }

  private static Tensor unlabelled(int samples) {
    long[] none = new long[samples];
    java.util.Arrays.fill(none, -1);
    return Tensor.ofLongs(Shape.of(samples), none);
  }

  private String outOfRange(long label, long classes) {
    String range = classes == Long.MAX_VALUE ? "from 0" : "0 to " + (classes - 1);
    String why =
        label == -1 && !partial ? ": -1 says that there is no label, which this loss needs" : "";
    return "%s takes labels %s, found %d%s".formatted(name(), range, label, why);
  }

  /** Labels have the axes of the output but for that of the classes. */
  private Shape shape(Shape given, Prediction prediction, String field) {
    int rank = (int) prediction.rank().orElse(2);
    List<Long> dims = new ArrayList<>(given.toList());
    while (dims.size() > Math.max(1, rank - 1) && dims.getLast() == 1) {
      dims.removeLast();
    }
    boolean fits = dims.size() == rank - 1;
    for (int axis = 1; fits && axis < dims.size(); axis++) {
      int of = axis < prediction.classAxis() ? axis : axis + 1;
      fits = prediction.extent(of).orElse(dims.get(axis)) == dims.get(axis);
    }
    if (!fits) {
      throw LossMisfit.ofData(
          field,
          "%s of %s takes one label for each of its vectors of classes, found labels of %s"
              .formatted(name(), prediction, given));
    }
    return Shape.of(dims);
  }
}
