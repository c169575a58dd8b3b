package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Moment;
import dev.lathe.engine.train.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** An objective of a graph whose scales of quantization move along. */
final class AwareObjective implements Objective {
  /** What a moving range takes of each batch. */
  private static final float SHARE_OF_A_BATCH = 0.01f;

  private final Objective objective;
  private final TrainingScales.Result moving;
  private final double freezeRangesAt;

  AwareObjective(Objective objective, TrainingScales.Result moving, double freezeRangesAt) {
    this.objective = objective;
    this.moving = moving;
    this.freezeRangesAt = freezeRangesAt;
  }

  @Override
  public Attached attach(Model model) {
    Attached attached = objective.attach(model);
    List<String> parameters = new ArrayList<>(attached.parameters());
    parameters.addAll(moving.trained());
    SequencedMap<String, String> carried = new LinkedHashMap<>(attached.carried());
    carried.putAll(moving.carried());
    return new Attached(
        attached.model(), attached.loss(), parameters, attached.measures(), carried);
  }

  @Override
  public SequencedMap<String, Tensor> feed(Batch batch, Moment moment) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>(objective.feed(batch, moment));
    boolean isFrozen = moment.validating() || moment.share() >= freezeRangesAt;
    moving
        .share()
        .ifPresent(name ->
            inputs.put(name, Tensor.ofFloats(Shape.scalar(), isFrozen ? 0 : SHARE_OF_A_BATCH)));
    return inputs;
  }
}
