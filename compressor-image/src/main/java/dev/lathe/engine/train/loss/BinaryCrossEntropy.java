package dev.lathe.engine.train.loss;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import dev.lathe.engine.train.loss.Prediction.Activation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * Cross-entropy of each element with a target of 0 to 1 of its own, as {@code
 * torch.nn.BCEWithLogitsLoss} has it: of scores, or of the scores before a final sigmoid. The mean
 * over all elements.
 *
 * <p>Smoothing moves each target towards one half. Of the two weights the first multiplies the part
 * of a target that is 0, the second that which is 1; weights 1, w are PyTorch's {@code pos_weight}
 * w.
 *
 * @param labelSmoothing in [0, 1)
 * @param classWeights two, or none: both 1
 */
public record BinaryCrossEntropy(double labelSmoothing, List<Double> classWeights) implements Loss {
  public BinaryCrossEntropy {
    classWeights = List.copyOf(classWeights);
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing in [0, 1) expected, found " + labelSmoothing);
    }
    ClassWeights.requireValid(classWeights);
  }

  @Override
  public String name() {
    return "BinaryCrossEntropy";
  }

  @Override
  public Term write(Formula formula, Prediction prediction, String field) {
    if (prediction.activation() == Activation.SOFTMAX) {
      throw LossMisfit.ofOutput(
          field + ".type", name(), prediction, "it comes of a Softmax, for CrossEntropy");
    }
    ClassWeights.requireCount(classWeights, OptionalLong.of(2), prediction, field);
    List<Dim> dims = prediction.dims().orElse(Formula.open("n", "labels_1"));
    String given = formula.input("loss/labels", DType.FLOAT, dims);
    String labels = formula.real(given, DType.FLOAT);
    String target =
        labelSmoothing == 0
            ? labels
            : formula.add(
                formula.scale(labels, 1 - labelSmoothing), formula.number(labelSmoothing / 2));
    String scores = prediction.scores(formula);
    // -log σ(-x) for the part that is 0, -log σ(x) = -log σ(-x) - x for the part that is 1
    String zero = formula.op("Softplus", scores);
    String loss;
    if (classWeights.isEmpty()) {
      loss = formula.subtract(zero, formula.multiply(scores, target));
    } else {
      String rest = formula.subtract(formula.number(1), target);
      String one = formula.subtract(zero, scores);
      loss =
          formula.add(
              formula.scale(formula.multiply(rest, zero), classWeights.get(0)),
              formula.scale(formula.multiply(target, one), classWeights.get(1)));
    }
    String above = formula.op("Greater", scores, formula.number(0));
    String wanted = formula.op("Greater", labels, formula.number(0.5));
    String same = formula.real(formula.op("Not", formula.op("Xor", above, wanted)), DType.BOOL);
    return new Term(
        formula.mean(loss),
        List.of(new Measure("accuracy", formula.output("loss/accuracy", formula.mean(same)), true)),
        batch -> targets(batch, given, prediction, field));
  }

  private SequencedMap<String, Tensor> targets(
      Batch batch, String input, Prediction prediction, String field) {
    Tensor given = Targets.reals(batch, field, name());
    Tensor targets = Targets.shaped(given, prediction, field, name());
    for (long i = 0; i < targets.elementCount(); i++) {
      float target = targets.floatAt(i);
      if (!(target >= 0 && target <= 1)) {
        throw LossMisfit.ofData(
            field, "%s takes targets from 0 to 1, found %s".formatted(name(), target));
      }
    }
    SequencedMap<String, Tensor> fed = new LinkedHashMap<>();
    fed.put(input, targets);
    return fed;
  }
}
