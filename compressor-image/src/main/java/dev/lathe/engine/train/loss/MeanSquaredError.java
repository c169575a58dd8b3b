package dev.lathe.engine.train.loss;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The square of the difference of an output from a target of its shape, the mean over all elements,
 * as {@code torch.nn.MSELoss} has it. Told beside it is the mean absolute difference.
 */
public record MeanSquaredError() implements Loss {
  @Override
  public String name() {
    return "MeanSquaredError";
  }

  @Override
  public Term write(Formula formula, Prediction prediction, String field) {
    List<Dim> dims = prediction.dims().orElse(Formula.open("n", "targets_1"));
    String targets = formula.input("loss/targets", DType.FLOAT, dims);
    String difference =
        formula.subtract(prediction.values(formula), formula.real(targets, DType.FLOAT));
    String loss = formula.mean(formula.multiply(difference, difference));
    String squares = formula.output("loss/meanSquaredError", loss);
    String absolute =
        formula.output("loss/meanAbsoluteError", formula.mean(formula.op("Abs", difference)));
    return new Term(
        loss,
        List.of(
            new Measure("meanSquaredError", squares, false),
            new Measure("meanAbsoluteError", absolute, false)),
        batch -> {
          Tensor given = Targets.reals(batch, field, name());
          SequencedMap<String, Tensor> fed = new LinkedHashMap<>();
          fed.put(targets, Targets.shaped(given, prediction, field, name()));
          return fed;
        });
  }
}
