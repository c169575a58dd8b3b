package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Puts together what a model with its objective takes for a batch. */
record Feed(Objective objective, boolean switches) {

  SequencedMap<String, Tensor> of(Batch batch, Moment moment) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>(batch.inputs());
    inputs.putAll(objective.feed(batch, moment));
    if (switches) {
      byte on = (byte) (moment.validating() ? 0 : 1);
      inputs.put(SwitchBatchNormalization.SWITCH, Tensor.ofBytes(DType.BOOL, Shape.scalar(), on));
    }
    return inputs;
  }
}
