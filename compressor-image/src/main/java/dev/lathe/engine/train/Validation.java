package dev.lathe.engine.train;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Says how good the weights are on samples that nothing is learnt from. */
final class Validation {
  private final TrainingModule module;
  private final Feed feed;
  private final String loss;
  private final List<Measure> measures;

  Validation(TrainingModule module, Feed feed, String loss, List<Measure> measures) {
    this.module = module;
    this.feed = feed;
    this.loss = loss;
    this.measures = measures;
  }

  /**
   * What a validation found.
   *
   * @param loss mean over the samples
   * @param measures means over the samples by their names
   */
  record Result(double loss, SequencedMap<String, Double> measures) {}

  /**
   * Goes through all samples.
   *
   * @param betweenBatches is run after each batch
   */
  Result of(Dataset data, int batchSize, Moment moment, Runnable betweenBatches) {
    SequencedSet<String> wanted = new LinkedHashSet<>();
    wanted.add(loss);
    measures.forEach(measure -> wanted.add(measure.output()));
    Map<String, Double> sums = new LinkedHashMap<>();
    long samples = 0;
    try (Batches batches = data.batches(batchSize)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        int size = batch.size();
        module
            .run(feed.of(batch, moment), wanted)
            .forEach((name, tensor) -> sums.merge(name, number(tensor) * size, Double::sum));
        samples += size;
        betweenBatches.run();
      }
    }
    SequencedMap<String, Double> means = new LinkedHashMap<>();
    for (Measure measure : measures) {
      means.put(measure.name(), mean(sums, measure.output(), samples));
    }
    return new Result(mean(sums, loss, samples), means);
  }

  private static double mean(Map<String, Double> sums, String output, long samples) {
    return Objects.requireNonNull(sums.get(output)) / samples;
  }

  private static double number(Tensor tensor) {
    return tensor.type() == DType.DOUBLE ? tensor.toDoubles()[0] : tensor.toFloats()[0];
  }
}
