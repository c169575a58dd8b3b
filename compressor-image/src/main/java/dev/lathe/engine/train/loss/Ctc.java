package dev.lathe.engine.train.loss;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.loss.Prediction.Activation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * The negative logarithm of the probability that a model writes a text, whichever of its steps
 * write what of it, as {@code torch.nn.CTCLoss} has it: divided by the length of the text, the mean
 * over the samples; a text that cannot be written in so few steps counts as 0.
 *
 * <p>Source: Graves et al., "Connectionist Temporal Classification", ICML 2006, section 4
 * (doi:10.1145/1143844.1143891). The recursion is one operator of the executor's, since thousands
 * of nodes would be slow.
 *
 * <p>Outputs are [n, steps, classes], or [steps, n, classes] where the first extent is always the
 * same and the second is not. Targets are whole numbers [n, longest], filled up with -1.
 *
 * @param blank the class that writes nothing, at least 0
 */
public record Ctc(long blank) implements Loss {
  public Ctc {
    if (blank < 0) {
      throw new IllegalArgumentException("a blank class of at least 0 expected, found " + blank);
    }
  }

  @Override
  public String name() {
    return "Ctc";
  }

  @Override
  public Term write(Formula formula, Prediction prediction, String field) {
    OptionalLong classes = prediction.extent(2);
    if (prediction.rank().orElse(3) != 3
        || prediction.activation() == Activation.SIGMOID
        || classes.orElse(blank + 2) <= Math.max(1, blank)) {
      throw LossMisfit.ofOutput(
          field + ".type",
          name(),
          prediction,
          "it takes scores of [n, steps, classes], class %d the blank".formatted(blank));
    }
    boolean stepsFirst = prediction.extent(0).isPresent() && prediction.extent(1).isEmpty();
    String scores = prediction.scores(formula);
    String batchFirst = stepsFirst ? formula.transpose(scores, 1, 0, 2) : scores;
    String targets =
        formula.input("loss/targets", DType.INT64, Formula.open("n", "targets_longest"));
    String loss =
        formula.kernel(
            "CtcLoss",
            Map.of("blank", Attribute.of(blank)),
            formula.logSoftmax(batchFirst),
            targets);
    OptionalLong steps = prediction.extent(stepsFirst ? 0 : 1);
    return new Term(loss, List.of(), batch -> texts(batch, targets, steps, classes, field));
  }

  private SequencedMap<String, Tensor> texts(
      Batch batch, String input, OptionalLong steps, OptionalLong classes, String field) {
    Tensor given = Targets.classes(batch, field, name());
    if (given.shape().rank() != 2) {
      throw LossMisfit.ofData(
          field,
          "%s takes targets [samples, longest], filled up with -1, found %s"
              .formatted(name(), given.shape()));
    }
    int longest = (int) given.shape().dim(1);
    for (int sample = 0; sample < batch.size(); sample++) {
      requireText(given, sample, longest, steps, classes, field);
    }
    SequencedMap<String, Tensor> fed = new LinkedHashMap<>();
    fed.put(input, longest == 0 ? none(batch.size()) : given);
    return fed;
  }

  private static Tensor none(int samples) {
    long[] fill = new long[samples];
    java.util.Arrays.fill(fill, -1);
    return Tensor.ofLongs(Shape.of(samples, 1), fill);
  }

  private void requireText(
      Tensor targets,
      int sample,
      int longest,
      OptionalLong steps,
      OptionalLong classes,
      String field) {
    long needed = 0;
    long before = -1;
    boolean ended = false;
    for (int i = 0; i < longest; i++) {
      long target = targets.longAt((long) sample * longest + i);
      if (target == -1) {
        ended = true;
        continue;
      }
      if (ended || target < 0 || target == blank || target >= classes.orElse(Long.MAX_VALUE)) {
        throw LossMisfit.ofData(
            field,
            "%s takes targets of classes other than its blank %d, those of a sample followed by -1 only, found %d"
                .formatted(name(), blank, target));
      }
      // the same class twice takes a blank between
      needed += target == before ? 2 : 1;
      before = target;
    }
    if (needed > steps.orElse(Long.MAX_VALUE)) {
      throw LossMisfit.ofData(
          field,
          "a target takes %d steps, but the output has %d".formatted(needed, steps.getAsLong()));
    }
  }
}
