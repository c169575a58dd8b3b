package dev.lathe.engine.recipe;

import dev.lathe.engine.data.DataSpec;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Overlap;
import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.recipe.RunReport.DataOrigin;
import dev.lathe.engine.recipe.RunReport.Origin;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** The data sets of a job, open. */
record OpenData(SequencedMap<Role, Opened> byRole) implements AutoCloseable {
  /** Texts are padded to the longest of a batch, and padding is nothing to learn ranges from. */
  private static final int BATCH_OF_EQUAL_SAMPLES = 8;

  /** A data set and where it is from. */
  record Opened(DataLoading loading, Dataset dataset) {
    DataOrigin origin() {
      return new DataOrigin(
          loading.role().text(),
          new Origin(loading.data().uri(), dataset.digest()),
          dataset.size());
    }

    /** Returns how many samples may run at once without padding any. */
    int batchSize() {
      return loading.wanted().spec() instanceof DataSpec.Text ? 1 : BATCH_OF_EQUAL_SAMPLES;
    }
  }

  /**
   * What data has to fit.
   *
   * @param output whose numbers are scores of classes, the first if empty
   */
  record Fit(Graph graph, Optional<String> output) {
    private Opened open(DataLoading loading, Path scratch) {
      return new Opened(loading, loading.open(graph, classes(), scratch));
    }

    /** Returns how many classes the model tells apart, if its output says so. */
    OptionalLong classes() {
      Optional<Value> scores =
          graph.outputs().stream()
              .filter(value -> output.map(value.name()::equals).orElse(true))
              .findFirst();
      if (scores.isPresent()
          && scores.get().type() instanceof TensorType tensor
          && tensor.shape().isPresent()
          && tensor.shape().get().size() == 2
          && tensor.shape().get().getLast() instanceof Dim.Known(long extent)
          && extent > 1) {
        return OptionalLong.of(extent);
      }
      return OptionalLong.empty();
    }
  }

  /**
   * Opens what was fetched, and makes sure that no sample is in two sets that have to be apart.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA, NOT_FOUND or DATA_OVERLAP
   */
  static OpenData open(List<DataLoading> loadings, Fit fit, Path scratch) {
    OpenData data = new OpenData(new LinkedHashMap<>());
    try {
      loadings.forEach(one -> data.byRole.put(one.role(), fit.open(one, scratch)));
      data.requireApart();
      return data;
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private void requireApart() {
    SequencedMap<Role, Dataset> data = new LinkedHashMap<>();
    byRole.forEach((role, one) -> data.put(role, one.dataset()));
    Overlap.refuse(data);
  }

  Optional<Opened> get(Role role) {
    return Optional.ofNullable(byRole.get(role));
  }

  List<DataOrigin> origins() {
    return byRole.values().stream().map(Opened::origin).toList();
  }

  @Override
  public void close() {
    byRole.values().forEach(one -> one.dataset().close());
  }
}
