package dev.lathe.engine.train.loss;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * One minus the cosine of an output's vectors, along its last axis, to targets of its shape; the
 * mean over all vectors, as {@code torch.nn.CosineEmbeddingLoss} has it of pairs that belong
 * together.
 */
public record Cosine() implements Loss {
  @Override
  public String name() {
    return "Cosine";
  }

  @Override
  public Term write(Formula formula, Prediction prediction, String field) {
    long rank = prediction.rank().orElse(2);
    if (rank < 2 || prediction.extent(rank - 1).orElse(2) < 2) {
      throw LossMisfit.ofOutput(
          field + ".type", name(), prediction, "it has no axis of vectors behind the first");
    }
    List<Dim> dims = prediction.dims().orElse(Formula.open("n", "targets_1"));
    String targets = formula.input("loss/targets", DType.FLOAT, dims);
    String cosine =
        formula.mean(
            formula.cosine(prediction.values(formula), formula.real(targets, DType.FLOAT)));
    String told = formula.output("loss/cosine", cosine);
    return new Term(
        formula.subtract(formula.number(1), cosine),
        List.of(new Measure("cosine", told, true)),
        batch -> {
          Tensor given = Targets.reals(batch, field, name());
          SequencedMap<String, Tensor> fed = new LinkedHashMap<>();
          fed.put(targets, Targets.shaped(given, prediction, field, name()));
          return fed;
        });
  }
}
