package dev.lathe.operator.progress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lathe.crds.TrainingStatus;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an engine says of its training; a field that makes no sense counts as absent. */
final class TrainingReport {
  private static final int LONGEST_DECIMAL = 32;

  private TrainingReport() {}

  /** Returns the report; empty if nothing in it makes sense. */
  static Optional<TrainingStatus> read(JsonNode node) {
    TrainingStatus read =
        new TrainingStatus(
            count(node.path("epoch")),
            count(node.path("epochs")),
            longCount(node.path("step")),
            longCount(node.path("steps")),
            decimal(node.path("loss")),
            decimal(node.path("learningRate")),
            decimal(node.path("samplesPerSecond")));
    return Stream.of(
                read.epoch(),
                read.epochs(),
                read.step(),
                read.steps(),
                read.loss(),
                read.learningRate(),
                read.samplesPerSecond())
            .allMatch(Objects::isNull)
        ? Optional.empty()
        : Optional.of(read);
  }

  private static @Nullable Integer count(JsonNode node) {
    Long count = longCount(node);
    return count == null || count > Integer.MAX_VALUE ? null : count.intValue();
  }

  private static @Nullable Long longCount(JsonNode node) {
    boolean counts = node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
    return counts ? node.longValue() : null;
  }

  private static @Nullable String decimal(JsonNode node) {
    String text = node.isNumber() || node.isTextual() ? node.asText() : "";
    if (text.isEmpty() || text.length() > LONGEST_DECIMAL) {
      return null;
    }
    try {
      new BigDecimal(text);
      return text;
    } catch (NumberFormatException e) {
      return null; // NaN and Infinity among others
    }
  }
}
