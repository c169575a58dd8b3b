package dev.lathe.engine.train.loss;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Moment;
import dev.lathe.engine.train.Objective;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Brings down how far an output is off from the labels or targets of the data. */
public final class Supervised implements Objective {
  private final Loss loss;
  private final Optional<String> output;
  private final String field;
  private Term.@Nullable Feed feed;

  /**
   * @param output empty: the first of the model in floating point
   * @param field of the manifest that says the loss, as in {@code spec.recipe[0].fineTune.loss}
   */
  public Supervised(Loss loss, Optional<String> output, String field) {
    this.loss = loss;
    this.output = output;
    this.field = field;
  }

  @Override
  public Attached attach(Model model) {
    Prediction prediction = Prediction.of(model, output, field + ".output");
    Formula formula = Formula.on(model, prediction);
    Term term = loss.write(formula, prediction, field);
    feed = term.feed();
    String value = formula.output("loss/loss", term.value());
    return new Attached(formula.model(), value, List.of(), term.measures());
  }

  @Override
  public SequencedMap<String, Tensor> feed(Batch batch, Moment moment) {
    if (feed == null) {
      throw new IllegalStateException("a loss is fed after it was attached to a model");
    }
    return feed.of(batch);
  }

  @Override
  public void check(Model model, Batch batch) {
    attach(model);
    Objects.requireNonNull(feed).of(batch);
  }
}
